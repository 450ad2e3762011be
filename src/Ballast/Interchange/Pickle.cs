using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Ballast;

/// <summary>
/// Reads a pickle as far as a state dict needs one, and nothing else. A pickle is a program: it names functions and calls them. This
/// machine has none to call: a name is looked up in a list of those that build tensors, and any other is refused before anything is read
/// on.
/// </summary>
/// <param name="bytes">The program.</param>
/// <param name="call">Builds what a known name makes of arguments.</param>
/// <param name="load">What a persistent id stands for.</param>
internal sealed class Pickle(byte[] bytes, Func<string, object?[], object?> call, Func<object?[], object?> load)
{
    private const int MostValues = 10_000_000;

    private static readonly HashSet<string> s_known =
    [
        "collections OrderedDict",
        "torch._utils _rebuild_tensor_v2",
        "torch._utils _rebuild_parameter",
        .. WeightType.All.Select(type => $"torch {type.Storage}"),
    ];

    private readonly List<object?> _stack = [];
    private readonly Dictionary<long, object?> _memo = [];
    private int _at;

    /// <summary>Runs it to its end.</summary>
    /// <exception cref="FormatException">It is damaged, or asks for what a state dict has no need of.</exception>
    public object? Run()
    {
        try
        {
            while (true)
            {
                if (_stack.Count > MostValues)
                    throw new FormatException("its pickle makes too many values");
                var op = bytes[_at++];
                if (op == (byte)'.')
                    return Pop();
                Step(op);
            }
        }
        catch (Exception fault)
            when (fault
                    is IndexOutOfRangeException
                        or ArgumentException
                        or InvalidCastException
                        or KeyNotFoundException
                        or OverflowException
            )
        {
            throw new FormatException($"its pickle is damaged at byte {_at}", fault);
        }
    }

    private void Step(byte op)
    {
        switch ((char)op)
        {
            case '\x80': // PROTO
                _at++;
                break;
            case '\x95': // FRAME
                _at += sizeof(long);
                break;
            case '(':
                Push(Mark.One);
                break;
            case 'N':
                Push(null);
                break;
            case '\x88':
            case '\x89':
                Push(op == 0x88);
                break;
            case 'K':
                Push((long)bytes[_at++]);
                break;
            case 'M':
                Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2)));
                break;
            case 'J':
                Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4)));
                break;
            case '\x8a': // LONG1
                Push(checked((long)new BigInteger(Take(bytes[_at++]))));
                break;
            case 'G':
                Push(BinaryPrimitives.ReadDoubleBigEndian(Take(8)));
                break;
            case 'X':
                Push(Encoding.UTF8.GetString(Take(checked((int)BinaryPrimitives.ReadUInt32LittleEndian(Take(4))))));
                break;
            case '\x8c': // SHORT_BINUNICODE
                Push(Encoding.UTF8.GetString(Take(bytes[_at++])));
                break;
            case '}':
                Push(new PickledDict());
                break;
            case ']':
                Push(new List<object?>());
                break;
            case ')':
                Push(Array.Empty<object?>());
                break;
            case 't':
                Push(PopToMark());
                break;
            case '\x85':
            case '\x86':
            case '\x87':
                Push(PopSome(op - 0x84));
                break;
            case 'a':
            case 'e':
                Append(op == 'a' ? PopSome(1) : PopToMark());
                break;
            case 's':
            case 'u':
                SetItems(op == 's' ? PopSome(2) : PopToMark());
                break;
            case 'q':
                _memo[bytes[_at++]] = _stack[^1];
                break;
            case 'r':
                _memo[BinaryPrimitives.ReadUInt32LittleEndian(Take(4))] = _stack[^1];
                break;
            case '\x94': // MEMOIZE
                _memo[_memo.Count] = _stack[^1];
                break;
            case 'h':
                Push(_memo[bytes[_at++]]);
                break;
            case 'j':
                Push(_memo[BinaryPrimitives.ReadUInt32LittleEndian(Take(4))]);
                break;
            case 'c':
                Name(Line(), Line());
                break;
            case '\x93': // STACK_GLOBAL
                var names = PopSome(2);
                Name(Of<string>(names[0]), Of<string>(names[1]));
                break;
            case 'Q':
                Push(load(Pop<object?[]>()));
                break;
            case 'R':
                Reduce();
                break;
            case 'b': // BUILD: the metadata of an OrderedDict
                Pop();
                break;
            case '0':
                Pop();
                break;
            default:
                throw new FormatException($"its pickle has an operation 0x{op:x2} that no state dict needs, at byte {_at - 1}");
        }
    }

    private void Name(string module, string name)
    {
        var full = $"{module} {name}";
        Push(
            s_known.Contains(full)
                ? new PickledName(full)
                : throw new FormatException(
                    $"its pickle asks for {module}.{name}, which is no part of a state dict: only plain tensors are read, since anything "
                        + "else could run code. Save model.state_dict() alone"
                )
        );
    }

    private void Reduce()
    {
        var arguments = Pop<object?[]>();
        var name = Pop<PickledName>().Name;
        Push(name == "collections OrderedDict" && arguments.Length == 0 ? new PickledDict() : call(name, arguments));
    }

    private void Append(object?[] values) => Of<List<object?>>(_stack[^1]).AddRange(values);

    private void SetItems(object?[] values)
    {
        var dict = Of<PickledDict>(_stack[^1]);
        for (var i = 0; i < values.Length; i += 2)
            dict.Items.Add((values[i], values[i + 1]));
    }

    private void Push(object? value) => _stack.Add(value);

    private object? Pop()
    {
        var value = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private T Pop<T>()
        where T : class => Of<T>(Pop());

    // what a damaged program has put there may be anything, nothing too
    private T Of<T>(object? value)
        where T : class => value as T ?? throw new FormatException($"its pickle is damaged at byte {_at}");

    private object?[] PopSome(int count)
    {
        object?[] values = [.. _stack[^count..]];
        _stack.RemoveRange(_stack.Count - count, count);
        return values;
    }

    private object?[] PopToMark()
    {
        var mark = _stack.FindLastIndex(value => value is Mark);
        object?[] values = [.. _stack[(mark + 1)..]];
        _stack.RemoveRange(mark, _stack.Count - mark);
        return values;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        var taken = bytes.AsSpan(_at, count);
        _at += count;
        return taken;
    }

    private string Line()
    {
        var end = Array.IndexOf(bytes, (byte)'\n', _at);
        var line = Encoding.UTF8.GetString(bytes, _at, end - _at);
        _at = end + 1;
        return line;
    }

    private sealed class Mark
    {
        public static Mark One { get; } = new();
    }
}

/// <summary>A dictionary of a pickle, in order.</summary>
internal sealed class PickledDict
{
    public List<(object? Key, object? Value)> Items { get; } = [];
}

/// <summary>A known name in a pickle.</summary>
internal sealed record PickledName(string Name);
