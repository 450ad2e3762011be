namespace Ballast.Cli;

/// <summary>
/// A training was ended by something that is neither bad input nor a fault of Ballast's: a module of the user's own. One clear message,
/// exit code 3.
/// </summary>
internal sealed class HaltedException(string message, Exception inner) : Exception(message, inner);
