using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>One parameter or buffer of a model as a checkpoint names it.</summary>
internal sealed record CheckpointTensor(string Name, string Type, long[] Shape)
{
    private const int Buffer = 1 << 20;

    /// <summary>All parameters, then all buffers, those that state_dict leaves out included: resuming needs them.</summary>
    public static (CheckpointTensor Described, Tensor Tensor)[] Of(nn.Module model) =>
        [
            .. model
                .named_parameters()
                .Select(it => (it.name, tensor: (Tensor)it.parameter))
                .Concat(model.named_buffers().Select(it => (it.name, tensor: it.buffer)))
                .Select(it => (new CheckpointTensor(it.name, it.tensor.dtype.ToString(), it.tensor.shape), it.tensor)),
        ];

    /// <summary>Where two architectures part, in words; null if they are the same.</summary>
    public static string? Difference(IReadOnlyList<CheckpointTensor> saved, IReadOnlyList<CheckpointTensor> present)
    {
        for (var i = 0; i < Math.Max(saved.Count, present.Count); i++)
        {
            if (i >= saved.Count)
                return $"the checkpoint ends after {saved.Count} parameters and buffers, but the model goes on with {present[i]}";
            if (i >= present.Count)
                return $"the model ends after {present.Count} parameters and buffers, but the checkpoint goes on with {saved[i]}";
            if (saved[i].ToString() != present[i].ToString())
                return $"where the checkpoint has {saved[i]} the model has {present[i]}";
        }

        return null;
    }

    public static void Save(Tensor tensor, BinaryWriter writer)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        tensor.detach().cpu().contiguous().WriteBytesToStream(writer.BaseStream, Buffer);
    }

    public static void Load(Tensor tensor, BinaryReader reader)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        if (tensor.device_type == DeviceType.CPU && tensor.is_contiguous())
        {
            tensor.ReadBytesFromStream(reader.BaseStream, Buffer);
            return;
        }

        var values = empty(tensor.shape, tensor.dtype);
        values.ReadBytesFromStream(reader.BaseStream, Buffer);
        tensor.copy_(values);
    }

    /// <summary><c>layers.linear1.weight Float32 [64, 784]</c>.</summary>
    public override string ToString() => $"{Name} {Type} [{string.Join(", ", Shape)}]";
}
