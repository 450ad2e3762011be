using TorchSharp.Modules;

namespace Ballast;

/// <summary>A module of our own with the weight and bias of a linear layer or convolution, which an initialisation fills.</summary>
internal interface IWeighted
{
    Parameter Weight { get; }

    Parameter? Bias { get; }
}
