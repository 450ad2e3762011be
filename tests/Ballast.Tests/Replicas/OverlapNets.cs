using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Tests.Replicas.OverlapNets;

internal abstract class Net() : nn.Module<Tensor, Tensor>("net")
{
    public long Width => 300; // several stretches of 65,536 values

    public bool IsBackward { get; set; }

    public int Turn { get; set; }

    protected Linear Linear() => nn.Linear(Width, Width, dtype: ScalarType.Float64);
}

internal sealed class Layers : Net
{
    private readonly nn.Module<Tensor, Tensor> _all;

    public Layers()
    {
        _all = nn.Sequential(Linear(), nn.Tanh(), Linear(), nn.Tanh(), Linear());
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => _all.call(input);
}

internal sealed class Again : Net
{
    private readonly Linear _in,
        _recurrent,
        _out;

    public Again()
    {
        (_in, _recurrent, _out) = (Linear(), Linear(), Linear());
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var state = _in.call(input);
        for (var i = 0; i < 3; i++)
            state = _recurrent.call(state).tanh();
        return _out.call(state);
    }
}

internal sealed class Tied : Net
{
    private readonly Linear _in,
        _middle,
        _out;

    public Tied()
    {
        (_in, _middle, _out) = (Linear(), Linear(), Linear());
        RegisterComponents();
    }

    // the output layer's weight before it is anybody's to send, and the middle one's
    public override Tensor forward(Tensor input)
    {
        var x = _in.call(input.matmul(_out.weight!)).tanh();
        return _out.call(_middle.call(x.matmul(_middle.weight!).tanh()));
    }
}

internal sealed class Common : Net
{
    private readonly Linear _in,
        _one,
        _two,
        _out;

    public Common()
    {
        (_in, _one, _two, _out) = (Linear(), Linear(), Linear(), Linear());
        _two.weight = _one.weight;
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => _out.call(_two.call(_one.call(_in.call(input)).tanh()).tanh());
}

internal sealed class Bare : Net
{
    private readonly Linear _in,
        _out;
    private readonly Parameter _shift;

    public Bare()
    {
        (_in, _out) = (Linear(), Linear());
        _shift = nn.Parameter(ones(Width, ScalarType.Float64));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => _out.call(_in.call(input).mul(_shift)).add(_shift);
}

internal sealed class Sometimes : Net
{
    private readonly Linear _in,
        _extra,
        _out;

    public Sometimes()
    {
        (_in, _extra, _out) = (Linear(), Linear(), Linear());
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var x = _in.call(input).tanh();
        return _out.call(Turn % 3 == 0 || Turn > 6 ? x : _extra.call(x));
    }
}

internal sealed class Frozen : Net
{
    private readonly Linear _in,
        _middle,
        _out;

    public Frozen()
    {
        (_in, _middle, _out) = (Linear(), Linear(), Linear());
        RegisterComponents();
        foreach (var parameter in _middle.parameters())
            parameter.requires_grad = false;
    }

    public override Tensor forward(Tensor input) => _out.call(_middle.call(_in.call(input)).tanh());
}
