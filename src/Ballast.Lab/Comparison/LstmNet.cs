using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>TorchSharp's own LSTM with normal weights, and a linear readout of its last state.</summary>
internal sealed class LstmNet : nn.Module<Tensor, Tensor>, ITakesCellDropout
{
    private readonly LSTM lstm;
    private readonly Linear readout;

    public LstmNet(int inputs, int hidden, double gain, Generator weights)
        : base("lstm-net")
    {
        using var off = no_grad();
        lstm = nn.LSTM(inputs, hidden, batchFirst: true);
        readout = Layers.Linear(hidden, 1, 1, weights);
        foreach (var parameter in lstm.parameters())
        {
            if (parameter.ndim == 1)
                parameter.zero_();
            else
                parameter.copy_(Layers.Normal(parameter.shape, gain / Math.Sqrt(parameter.shape[1]), weights));
        }

        RegisterComponents();
    }

    public CellDropout? Cell { get; set; }

    public override Tensor forward(Tensor x) => readout.call(Cell is null ? lstm.call(x).Item1.select(1, -1) : Walk(x, Cell));

    // the same arithmetic step by step, since a native recurrence lets nobody in; gates in the order input, forget, candidate, output
    private Tensor Walk(Tensor x, CellDropout cell)
    {
        var weights = lstm.named_parameters()
            .ToDictionary(pair => pair.name.Split('_')[0] + pair.name.Split('_')[1], pair => pair.parameter);
        var inputs = nn.functional.linear(x, weights["weightih"], weights["biasih"]);
        Tensor state = zeros(x.shape[0], readout.weight.shape[1]),
            memory = zeros_like(state);
        var (ofState, ofMemory) = (cell.Begin(state), cell.Begin(memory));
        for (var t = 0; t < x.shape[1]; t++)
        {
            var gates = inputs
                .select(1, t)
                .Plus(nn.functional.linear(ofState.Seen(state), weights["weighthh"], weights["biashh"]))
                .chunk(4, 1);
            memory = ofMemory.Next(memory, (gates[1].sigmoid() * memory).Plus(gates[0].sigmoid() * ofState.Candidate(gates[2].tanh())));
            state = ofState.Next(state, gates[3].sigmoid() * memory.tanh());
        }

        return state;
    }
}
