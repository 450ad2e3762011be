namespace Ballast.Cli;

/// <summary>The user asked for something that cannot be done; nothing was started. One clear message, exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
