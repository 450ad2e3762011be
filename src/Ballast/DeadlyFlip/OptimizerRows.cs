using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// The optimizer's state of single rows. Ballast's optimizers and TorchSharp's; of any other optimizer nothing is known, and
/// nothing is done.
/// </summary>
internal sealed class OptimizerRows(optim.Optimizer optimizer)
{
    private List<OptimizerState>? _states;

    /// <summary>Called once per step, before the first use: looking the states up costs a pass over all parameters.</summary>
    public void Forget() => _states = null;

    /// <summary>
    /// Makes the momentum of some rows 0, and with <paramref name="squaresToo"/> what is not finite of their second moments.
    /// </summary>
    public void Clear(int parameter, Parameter owner, Tensor rows, bool squaresToo)
    {
        foreach (var (slot, square) in Slots(parameter))
        {
            if (slot.ndim == 0 || slot.shape[0] != owner.shape[0])
                continue;
            var index = rows.to(slot.device);
            using Scalar zero = 0;
            if (!square || squaresToo)
                slot.index_fill_(0, index, zero);
        }
    }

    /// <summary>Exchanges all state of two lists of rows.</summary>
    public void Swap(int parameter, Parameter owner, Tensor from, Tensor to)
    {
        foreach (var (slot, _) in Slots(parameter))
            if (slot.ndim > 0 && slot.shape[0] == owner.shape[0])
                LayerRows.Swap(slot, 0, from.to(slot.device), to.to(slot.device));
    }

    private IEnumerable<(Tensor Slot, bool Square)> Slots(int parameter)
    {
        // live: the optimizer's own objects, in the order of its parameters
        _states ??= (optimizer as OptimizerHelper)?.state_dict().State ?? [];
        if (parameter >= _states.Count)
            return [];
        var all = _states[parameter] switch
        {
            FusedState own => own.Stepper.SlotsOf(own),
            SGD.State sgd => [(sgd.momentum_buffer, false)],
            TorchSharp.Modules.Adam.State adam => [(adam.exp_avg, false), (adam.exp_avg_sq, true), (adam.max_exp_avg_sq, true)],
            AdamW.State adam => [(adam.exp_avg, false), (adam.exp_avg_sq, true), (adam.max_exp_avg_sq, true)],
            NAdam.State adam => [(adam.exp_avg, false), (adam.exp_avg_sq, true)],
            RAdam.State adam => [(adam.exp_avg, false), (adam.exp_avg_sq, true)],
            Adamax.State adam => [(adam.exp_avg, false), (adam.exp_inf, true)],
            RMSProp.State rms => [(rms.momentum_buffer, false), (rms.grad_avg, false), (rms.square_avg, true)],
            Adagrad.State adagrad => [(adagrad.sum, true)],
            Adadelta.State adadelta => [(adadelta.square_avg, true), (adadelta.acc_delta, true)],
            Rprop.State rprop => [(rprop.prev, false)],
            _ => (IEnumerable<(Tensor?, bool)>)[],
        };
        return all.Where(pair => pair.Item1 is not null)!;
    }
}
