using System.Globalization;
using System.IO.Compression;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// A state dict as PyTorch saves it from version 1.6 on: a zip with a pickle that says how tensors are made of storages, and the storages.
/// Plain tensors alone are read; see <see cref="Pickle"/>.
/// </summary>
internal static class TorchFile
{
    /// <summary>What such a file ends in.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".pt", ".pth", ".bin"];

    private const int LongestPickle = 1 << 28,
        Deepest = 4;

    /// <exception cref="FormatException">It is no such file, or damaged, or holds more than tensors.</exception>
    public static TensorDictionary Read(Stream file)
    {
        try
        {
            using var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            var program = zip.Entries.FirstOrDefault(it => it.FullName.EndsWith("/data.pkl", StringComparison.Ordinal))
                ?? throw new FormatException("it is a zip without a data.pkl, so nothing that PyTorch saved");
            var folder = program.FullName[..^"data.pkl".Length];
            if (zip.GetEntry(folder + "byteorder") is { } order && Text(order) != "little")
                throw new FormatException("it was saved on a machine with the other order of bytes");
            using var scope = NewDisposeScope();
            var storages = new Dictionary<string, Tensor>();
            var root = new Pickle(Bytes(program, LongestPickle), Call, id => Storage(zip, folder, storages, id)).Run();
            return Named(root);
        }
        catch (InvalidDataException fault)
        {
            throw new FormatException(
                $"it is no zip, as PyTorch has saved them since version 1.6 ({fault.Message.TrimEnd('.')}). Load it in PyTorch and save it "
                    + "again",
                fault
            );
        }
    }

    public static void Write(Stream to, IReadOnlyList<(string Name, Tensor Tensor)> tensors)
    {
        using var zip = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true);
        Put(zip, "data.pkl", stream => PickleWriter.Write(stream, tensors));
        Put(zip, "byteorder", stream => stream.Write("little"u8));
        for (var i = 0; i < tensors.Count; i++)
            Put(zip, string.Create(CultureInfo.InvariantCulture, $"data/{i}"), stream => WeightBytes.Write(tensors[i].Tensor, stream));
        Put(zip, "version", stream => stream.Write("3\n"u8));
    }

    private static void Put(ZipArchive zip, string name, Action<Stream> write)
    {
        using var stream = zip.CreateEntry("archive/" + name, CompressionLevel.NoCompression).Open();
        write(stream);
    }

    // ('storage', torch.FloatStorage, '0', 'cpu', 8)
    private static Tensor Storage(ZipArchive zip, string folder, Dictionary<string, Tensor> known, object?[] id)
    {
        if (id is not ["storage", PickledName kind, string key, _, long count] || count < 0)
            throw new FormatException("its pickle names a storage that is none");
        var type = WeightType.All.FirstOrDefault(it => kind.Name == $"torch {it.Storage}")
            ?? throw new FormatException($"its pickle names a storage of {kind.Name}, which is no type of numbers");
        if (known.TryGetValue(key, out var storage))
            return storage;
        var entry = zip.GetEntry($"{folder}data/{key}") ?? throw new FormatException($"its storage {key} is missing");
        if (entry.Length != checked(count * type.Bytes))
            throw new FormatException($"its storage {key} has {entry.Length} bytes, but should have {count} values of {type.SafeTensors}");
        storage = empty([count], type.Type);
        using var stream = entry.Open();
        if (count > 0)
            storage.ReadBytesFromStream(stream);
        return known[key] = storage;
    }

    private static Tensor Call(string name, object?[] arguments) =>
        name switch
        {
            "torch._utils _rebuild_tensor_v2" when arguments is [Tensor storage, long offset, object?[] size, object?[] stride, ..] =>
                Rebuilt(storage, offset, Longs(size), Longs(stride)),
            "torch._utils _rebuild_parameter" when arguments is [Tensor tensor, ..] => tensor,
            _ => throw new FormatException($"its pickle calls {name} in a way that no state dict does"),
        };

    private static long[] Longs(object?[] values) =>
        [.. values.Select(value => value is long number ? number : throw new FormatException("a shape in its pickle is none"))];

    private static Tensor Rebuilt(Tensor storage, long offset, long[] size, long[] stride)
    {
        var last = offset;
        for (var i = 0; i < Math.Min(size.Length, stride.Length); i++)
            last = checked(last + ((size[i] - 1) * stride[i]));
        if (
            size.Length != stride.Length
            || offset < 0
            || size.Any(length => length < 0)
            || stride.Any(step => step < 0)
            || (size.All(length => length > 0) && last >= storage.numel())
        )
            throw new FormatException(
                $"a tensor of shape [{string.Join(", ", size)}] does not fit its storage of {storage.numel()} values"
            );
        return size.Any(length => length == 0) ? empty(size, storage.dtype) : storage.as_strided(size, stride, offset);
    }

    // the tensors at the top, or those of the first dictionary in it that has some: {"epoch": 3, "model": {…}}
    private static TensorDictionary Named(object? root)
    {
        if (Dict(root, 0) is not { } dict)
            throw new FormatException("it holds no dictionary of tensors: save model.state_dict()");
        var named = new TensorDictionary();
        try
        {
            foreach (var (key, value) in dict.Items)
                if (key is string name && value is Tensor tensor)
                    named.Add(name, tensor.clone());
            return named;
        }
        catch (ArgumentException fault)
        {
            named.Dispose();
            throw new FormatException("it names a tensor twice", fault);
        }
    }

    private static PickledDict? Dict(object? value, int depth)
    {
        if (value is not PickledDict dict || depth > Deepest)
            return null;
        return dict.Items.Any(it => it is { Key: string, Value: Tensor })
            ? dict
            : dict.Items.Select(it => Dict(it.Value, depth + 1)).FirstOrDefault(it => it is not null);
    }

    private static byte[] Bytes(ZipArchiveEntry entry, int most)
    {
        if (entry.Length > most)
            throw new FormatException($"its {entry.Name} has {entry.Length} bytes");
        using var stream = entry.Open();
        var bytes = new byte[entry.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static string Text(ZipArchiveEntry entry) => System.Text.Encoding.ASCII.GetString(Bytes(entry, 16)).Trim();
}
