namespace Ballast;

/// <summary>
/// Notices gradients that never come: none at all in ten steps, all of them exactly zero for a hundred, or single parameters that had none
/// in the first hundred. Each is said once. What was frozen on purpose is no matter, nor are rows of an embedding that no batch asks for.
/// </summary>
internal sealed class GradientSilence
{
    private const int Absent = 10,
        Silent = 100,
        Named = 3;
    private bool[] _heard = [];
    private long _steps,
        _absent,
        _silent;
    private bool _done,
        _told;

    /// <summary>Learns of a step.</summary>
    /// <param name="reading">What was measured.</param>
    /// <param name="isTrained">Whether a parameter is meant to be trained; asked only where something is to be said.</param>
    /// <returns>What there is to say, or null.</returns>
    public string? Learn(GradientReading reading, Func<int, bool> isTrained)
    {
        if (reading.Parameters.Length == 0)
            return null;
        _steps++;
        _silent = reading.Norm == 0 ? _silent + 1 : 0;
        if (!_done)
            Hear(reading);
        if (_told || _done && _silent < Silent)
            return null;
        if (_absent == Absent)
            return Tell(
                $"No parameter has had a gradient in {Absent} steps, so nothing is trained: call loss.backward() before the "
                    + "guard's step and zero_grad() before "
                    + "that, and give the optimizer the parameters of the very model that makes the loss."
            );
        if (_silent == Silent)
            return Tell(
                $"All gradients have been exactly 0 for {Silent} steps, that of {Last(reading)} too, so nothing is trained: the "
                    + "loss does not depend on the weights. "
                    + "Look for a softmax over a single output, ReLUs that are all dead, weights that are all 0, and for argmax, "
                    + "round or detach on the way to the loss."
            );
        if (_steps < Silent || _done)
            return null;
        _done = true;
        return Never(reading, isTrained);
    }

    private void Hear(GradientReading reading)
    {
        if (_heard.Length == 0)
            _heard = new bool[reading.Parameters.Length];
        var absent = true;
        for (var i = 0; i < _heard.Length; i++)
        {
            ref readonly var p = ref reading.Parameters[i];
            if (p.Norm != 0)
                _heard[i] = true; // NaN too
            absent &= p.IsAbsent;
        }

        _absent = absent ? _absent + 1 : 0;
    }

    private string? Never(GradientReading reading, Func<int, bool> isTrained)
    {
        List<string> unused = [],
            zero = [];
        for (var i = 0; i < _heard.Length; i++)
            if (!_heard[i] && isTrained(i))
                (reading.Parameters[i].IsAbsent ? unused : zero).Add(reading.Parameters[i].Info.Name);
        if (unused.Count + zero.Count is 0 || unused.Count + zero.Count == _heard.Length)
            return null;
        string[] said =
        [
            unused.Count > 0
                ? $"{Names(unused)} had no gradient in {Silent} steps: the loss does not use {(unused.Count == 1 ? "it" : "them")}"
                : "",
            zero.Count > 0
                ? $"the gradient of {Names(zero)} was exactly 0 for {Silent} steps: dead units, weights of 0 before or behind, or "
                    + "something that does not differentiate"
                : "",
        ];
        return $"{string.Join("; ", said.Where(words => words.Length > 0))}. If that is meant, all is well; requires_grad = false says so.";
    }

    private string Tell(string words)
    {
        _told = true;
        return words;
    }

    private static string Last(GradientReading reading) => reading.Parameters[^1].Info.Name;

    /// <summary>The first few names, and how many more.</summary>
    internal static string Names(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(Named)) + (names.Count > Named ? $" and {names.Count - Named} more" : "");
}
