namespace Ballast;

/// <summary>A parameter.</summary>
/// <param name="Name">Its path.</param>
/// <param name="Shape">Such as <c>64×128</c>.</param>
public sealed record ParameterView(string Name, string Shape);
