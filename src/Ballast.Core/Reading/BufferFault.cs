namespace Ballast;

/// <summary>A buffer of a model, such as the running variance of batch norm, in which a forward pass left what is not finite.</summary>
/// <param name="Name">Full name within the model, such as <c>bn1.running_var</c>.</param>
/// <param name="NonFinite">How many of its values are NaN or infinite; 0 if they were not counted.</param>
/// <param name="Count">How many values it has.</param>
/// <param name="IsNaN">True if some are NaN, false if they are infinite: the variance of one row is 0/0.</param>
public sealed record BufferFault(string Name, long NonFinite, long Count, bool IsNaN);
