namespace Ballast;

/// <summary>One part of a <see cref="ModelProfile"/>.</summary>
/// <param name="Name">Dotted, as parameters are named.</param>
/// <param name="Type">Its class.</param>
/// <param name="Output">Shape of what it gives for one sample; of the last call, where it is called again and again.</param>
/// <param name="Parameters">Weights and biases, those inside it included.</param>
/// <param name="MultiplyAdds">Of one sample's forward pass, all calls together.</param>
/// <param name="Rms">Root mean square of its output.</param>
internal sealed record ModelPart(string Name, string Type, IReadOnlyList<long> Output, long Parameters, long MultiplyAdds, double Rms);
