namespace Ballast;

/// <summary>Something that the guard noticed.</summary>
/// <param name="Step">The step that showed it.</param>
/// <param name="Text">In words.</param>
public sealed record NoticeView(long Step, string Text);
