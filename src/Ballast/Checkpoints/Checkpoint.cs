using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Everything a training consists of, to be written to one file and read back, so that it goes on bit for bit:
/// <code>
/// var checkpoint = new Checkpoint { Model = model, Optimizer = optimizer, Guard = guard, Parts = [batches] };
/// checkpoint.Save("run/step-200.ckpt", step: 200);
/// …
/// checkpoint.Load("run/step-200.ckpt");
/// </code>
/// Kept are parameters, buffers, the optimizer's state and learning rates, what the guard and its rules remember, libtorch's
/// random generators, and every part. A file is versioned, has a checksum, and appears whole or not at all.
/// </summary>
public sealed class Checkpoint
{
    /// <summary>Whose parameters and buffers are kept; its modules that are <see cref="ICheckpointed"/> are parts.</summary>
    public required nn.Module Model { get; init; }

    /// <summary>What trains the model; any optimizer of Ballast or TorchSharp except LBFGS.</summary>
    public required optim.Optimizer Optimizer { get; init; }

    /// <summary>What guards it, if anything.</summary>
    public StepGuard? Guard { get; init; }

    /// <summary>What else has state, in an order that stays the same: <see cref="Batches"/>, generators of your own.</summary>
    public IReadOnlyList<ICheckpointed> Parts { get; init; } = [];

    /// <summary>Writes everything. A file of that name is replaced once the new one is on the disk.</summary>
    /// <param name="path">The file; its folder has to exist.</param>
    /// <param name="step">Steps taken so far, refused ones included.</param>
    /// <param name="facts">What to note beside, for <see cref="Read"/>.</param>
    /// <exception cref="IOException">It cannot be written (the disk is full, the folder is read-only); nothing is left
    /// half-written.</exception>
    public void Save(string path, long step, IReadOnlyDictionary<string, string>? facts = null) => Save(path, step, facts, open: null);

    /// <summary>Restores everything. Model, optimizer, guard and parts have to be built as they were.</summary>
    /// <exception cref="CheckpointException">The file is absent or damaged, or of another architecture, optimizer, guard or set of
    /// parts.</exception>
    public CheckpointInfo Load(string path)
    {
        var header = CheckpointFile.Read(path, (header, reader) =>
        {
            var (tensors, parts) = (CheckpointTensor.Of(Model), AllParts());
            CheckArchitecture(path, header, tensors);
            CheckOptimizer(path, header, Helper);
            if (header.Guarded != (Guard is not null))
                throw new CheckpointException(
                    $"{path} is of a training {(header.Guarded ? "with" : "without")} a guard. Load it "
                        + $"{(header.Guarded ? "with one of the same options" : "without one")}."
                );
            if (!header.Parts.SequenceEqual(parts.Select(part => part.Name)))
                throw new CheckpointException(
                    $"{path} holds the parts [{string.Join(", ", header.Parts)}], but this training has "
                        + $"[{string.Join(", ", parts.Select(part => part.Name))}]. Name the same parts in the same order."
                );
            foreach (var (_, tensor) in tensors)
                CheckpointTensor.Load(tensor, reader);
            try
            {
                LoadState(reader, parts);
            }
            // the state is read by optimizers and parts of many kinds; whatever they make of bytes that are not theirs, it is the file that
            // does not fit
#pragma warning disable CA1031
            catch (Exception fault) when (fault is not CheckpointException)
            {
                throw new CheckpointException($"{path} does not fit this training: {fault.Message.TrimEnd('.')}.", fault);
            }
#pragma warning restore CA1031
        });
        return new(path, header.Step, header.Facts);
    }

    /// <summary>Checks a file's checksum and says what it is of.</summary>
    /// <exception cref="CheckpointException">The file is absent or damaged.</exception>
    public static CheckpointInfo Read(string path)
    {
        var header = CheckpointFile.Read(path);
        return new(path, header.Step, header.Facts);
    }

    /// <summary>Restores parameters and buffers alone, to evaluate or predict.</summary>
    /// <exception cref="CheckpointException">The file is absent or damaged, or of another architecture.</exception>
    public static CheckpointInfo LoadWeights(string path, nn.Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var header = CheckpointFile.Read(path, (header, reader) =>
        {
            var tensors = CheckpointTensor.Of(model);
            CheckArchitecture(path, header, tensors);
            foreach (var (_, tensor) in tensors)
                CheckpointTensor.Load(tensor, reader);
        });
        return new(path, header.Step, header.Facts);
    }

    /// <summary>
    /// Restores the model, the optimizer and where the data stand, of a <see cref="Trainer"/>'s checkpoint, for a training that goes on
    /// otherwise than it did.
    /// </summary>
    /// <exception cref="CheckpointException">The file is absent or damaged, or of another architecture or optimizer.</exception>
    internal static void LoadLearner(string path, nn.Module model, OptimizerHelper optimizer, ICheckpointed data) =>
        CheckpointFile.Read(path, (header, reader) =>
        {
            var tensors = CheckpointTensor.Of(model);
            CheckArchitecture(path, header, tensors);
            CheckOptimizer(path, header, optimizer);
            foreach (var (_, tensor) in tensors)
                CheckpointTensor.Load(tensor, reader);
            LoadOptimizer(reader, optimizer);
            if (header.Guarded)
                reader.ReadBlob();
            if (header.Parts is [var first, ..] && first == data.GetType().Name)
                PartState.Restore(data, reader.ReadBlob());
        });

    internal void Save(string path, long step, IReadOnlyDictionary<string, string>? facts, Func<string, Stream>? open)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var (tensors, parts) = (CheckpointTensor.Of(Model), AllParts());
        var header = new CheckpointHeader(
            typeof(Checkpoint).Assembly.GetName().Version!.ToString(3),
            step,
            facts ?? new Dictionary<string, string>(),
            [.. tensors.Select(it => it.Described)],
            Helper.GetType().Name,
            Guard is not null,
            [.. parts.Select(part => part.Name)]
        );
        CheckpointFile.Write(
            path,
            header,
            writer =>
            {
                SaveWhole(tensors, writer);
                using (NewDisposeScope())
                    Helper.save_state_dict(writer);
                if (Guard is not null)
                    writer.WriteBlob(Guard.Save);
                foreach (var (_, part) in parts)
                    writer.WriteBlob(stream =>
                    {
                        using var inner = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
                        part.Save(inner);
                    });
                GeneratorState.Save(writer, cuda: tensors.Any(it => it.Tensor.device_type == DeviceType.CUDA));
            },
            open
        );
    }

    // outputs in units of their own are made by a hook while a guard trains: a file holds layers that need none
    private void SaveWhole((CheckpointTensor Described, Tensor Tensor)[] tensors, BinaryWriter writer)
    {
        Guard?.OutputStandard.Fold();
        try
        {
            foreach (var (_, tensor) in tensors)
                CheckpointTensor.Save(tensor, writer);
        }
        finally
        {
            Guard?.OutputStandard.Unfold();
        }
    }

    private void LoadState(BinaryReader reader, (string Name, ICheckpointed Part)[] parts)
    {
        LoadOptimizer(reader, Helper);
        if (Guard is not null)
        {
            using var state = new MemoryStream(reader.ReadBlob(), writable: false);
            Guard.Load(state);
            Guard.OutputStandard.Unfold();
        }

        foreach (var (_, part) in parts)
        {
            using var state = new MemoryStream(reader.ReadBlob(), writable: false);
            using var inner = new BinaryReader(state);
            part.Load(inner);
        }

        GeneratorState.Load(reader);
    }

    private OptimizerHelper Helper =>
        Optimizer as OptimizerHelper
        ?? throw new NotSupportedException(
            $"The state of {Optimizer.GetType().Name} cannot be saved. Use an optimizer of Ballast, or another of TorchSharp."
        );

    private (string Name, ICheckpointed Part)[] AllParts() =>
        [
            .. Parts.Select(part => (part.GetType().Name, part)),
            .. Model.named_modules().Where(it => it.module is ICheckpointed).Select(it => (it.name, (ICheckpointed)it.module)),
            .. (Guard?.Edits ?? []).OfType<ICheckpointed>().Select(edit => (((IWeightEdit)edit).Name, edit)),
        ];

    private static void LoadOptimizer(BinaryReader reader, OptimizerHelper optimizer)
    {
        // what an optimizer of TorchSharp makes while it loads is its state and outlives whatever scope is open
        using var scope = NewDisposeScope();
        optimizer.load_state_dict(reader);
        scope.Detach(scope.DisposablesView);
    }

    private static void CheckOptimizer(string path, CheckpointHeader header, OptimizerHelper optimizer)
    {
        if (header.Optimizer != optimizer.GetType().Name)
            throw new CheckpointException(
                $"{path} is of a training with the optimizer {header.Optimizer}, but this one has {optimizer.GetType().Name}. Build the "
                    + "same optimizer."
            );
    }

    private static void CheckArchitecture(string path, CheckpointHeader header, (CheckpointTensor Described, Tensor)[] tensors)
    {
        if (CheckpointTensor.Difference(header.Tensors, [.. tensors.Select(it => it.Described)]) is { } difference)
            throw new CheckpointException($"{path} is of another architecture: {difference}. Build the model it was saved from.");
    }
}
