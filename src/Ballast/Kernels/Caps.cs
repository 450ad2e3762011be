namespace Ballast;

/// <summary>What several caps say together.</summary>
internal static class Caps
{
    /// <summary>The smallest scale any cap asks for, in (0, 1]; 0 if the change is not finite, which no cap may let through.</summary>
    public static double Share(ReadOnlySpan<ICapRule> caps, in UpdateReading update)
    {
        if (!double.IsFinite(update.ChangeNorm))
            return 0;
        double share = 1;
        foreach (var cap in caps)
        {
            var scale = cap.Scale(update);
            if (scale is not (> 0 and <= 1))
                throw new InvalidOperationException(
                    FormattableString.Invariant(
                        $"The cap {cap.Name} answered {scale} for {update.Info.Name}: a scale must be above 0 and at most 1."
                    )
                );
            share = Math.Min(share, scale);
        }

        return share;
    }
}
