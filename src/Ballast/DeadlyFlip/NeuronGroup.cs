namespace Ballast;

/// <summary>
/// The neurons of one layer, by the names of their weights, for a network whose structure cannot be seen: neuron i owns row i of
/// every tensor in <paramref name="Rows"/> and column i of every tensor in <paramref name="Columns"/>.
/// </summary>
/// <param name="Rows">Incoming: weights [n, …] and biases [n] of equally many rows.</param>
/// <param name="Columns">Outgoing: weights [m, n, …]. Name them all or none: with one left out <see cref="FlipMode.Row"/> judges by half
/// the truth.</param>
public sealed record NeuronGroup(IReadOnlyList<string> Rows, IReadOnlyList<string> Columns);
