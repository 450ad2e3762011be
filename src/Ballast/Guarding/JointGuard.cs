using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Several models, or several optimizers, that train together under one guard with one record per step: the critic and the generator of a
/// GAN, a body and a head with optimizers of their own.
/// <code>
/// using var guard = JointGuard.For([new("critic", critic, criticOptimizer), new("generator", generator, generatorOptimizer)]);
/// …
/// criticLoss.backward();
/// guard.Step("critic", criticLoss);       // was: criticOptimizer.step();
/// </code>
/// Each player is judged by rules of its own, since its gradients have a size of their own; steps are numbered through, parameters are
/// named <c>critic.linear1.weight</c>, and one halt ends the training of all.
/// </summary>
public sealed class JointGuard : IDisposable
{
    private readonly Dictionary<string, StepGuard> _guards = [];
    private readonly JointRecords _records;
    private readonly WayBack? _back;
    private readonly string _last;
    private string? _halted;

    private JointGuard(
        IReadOnlyList<Player> players,
        Func<GuardOptions> options,
        IReadOnlyList<IRecordSink> sinks,
        RecoveryOptions? recovery
    )
    {
        (_records, _last) = (new(sinks), players[^1].Name);
        if (recovery is not null)
            _back = new(recovery, [.. players.Select(player => player.Name)]) { Number = () => _records.Step };
        foreach (var player in players)
            _guards.Add(player.Name, Guard(player, options()));
        _records.Know([.. players.Select(player => (player.Name, _guards[player.Name].Parameters))]);
    }

    /// <summary>A guard for some players.</summary>
    /// <param name="players">Each with a name of its own, in the order in which they step: the last one's step ends a round.</param>
    /// <param name="options">New options for every player, since rules hold state. Default: <see cref="GuardOptions.Auto"/>.</param>
    /// <param name="sinks">Who receives the records of all.</param>
    /// <param name="recovery">Goes back to an earlier state of all where prevention failed, at the end of a round; see
    /// <see cref="Recover"/>. Its steps are those of all players together. Default null: a training that would have to go back is
    /// halted.</param>
    /// <exception cref="ArgumentException">There is no player, two have one name, options hold recovery or sinks, or recovery is asked for
    /// where a player's guard does not act or several ranks train together.</exception>
    public static JointGuard For(
        IReadOnlyList<Player> players,
        Func<GuardOptions>? options = null,
        IReadOnlyList<IRecordSink>? sinks = null,
        RecoveryOptions? recovery = null
    )
    {
        ArgumentNullException.ThrowIfNull(players);
        if (players.Count == 0)
            throw new ArgumentException("A joint guard needs at least one player.", nameof(players));
        if (players.GroupBy(player => player.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"Two players are called '{twice.Key}': give each a name of its own.", nameof(players));
        return new(players, options ?? (() => GuardOptions.Auto), sinks ?? [], recovery);
    }

    /// <summary>The guard of one player, for <see cref="StepGuard.Prepare"/>.</summary>
    /// <exception cref="ArgumentException">There is no such player; the nearest is suggested.</exception>
    public StepGuard this[string player] =>
        _guards.TryGetValue(player, out var guard) ? guard : throw Suggestion.Unknown("player", player, _guards.Keys, nameof(player));

    /// <summary>Runs the backward pass of one player's loss; see <see cref="StepGuard.Backward(TorchSharp.torch.Tensor)"/>.</summary>
    /// <exception cref="ArgumentException">There is no such player.</exception>
    public void Backward(string player, Tensor loss) => this[player].Backward(loss);

    /// <summary>Takes one step of one player, or refuses it; see <see cref="StepGuard.Step(Tensor)"/>.</summary>
    /// <returns>The player's own record: its parameters, its steps. Sinks receive the joint one.</returns>
    /// <exception cref="ArgumentException">There is no such player.</exception>
    /// <exception cref="InvalidOperationException">One player was halted.</exception>
    /// <exception cref="TrainingHaltedException">The verdict was Halt.</exception>
    public StepRecord Step(string player, Tensor loss)
    {
        var guard = this[player];
        if (_halted is not null)
            throw new InvalidOperationException($"The training was halted at a step of {_halted}. Build a new guard to go on.");
        return Done(player, () => guard.Step(loss))!;
    }

    /// <summary>
    /// Hands over what going back needs beside models and optimizers: where the data stand, and generators of your own. With them a round
    /// can be taken again on the same batches. Call it before <see cref="StepGuard.Prepare"/> and the first step.
    /// </summary>
    /// <param name="parts">All that moves on from round to round.</param>
    /// <exception cref="InvalidOperationException">Recovery is not switched on.</exception>
    public void Recover(IReadOnlyList<ICheckpointed> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (_back is null)
            throw new InvalidOperationException("Recovery is not switched on: hand a new RecoveryOptions() to JointGuard.For.");
        _guards[_last].Recover(parts);
    }

    /// <summary>
    /// Looks at the weights of all players between two rounds, before they are saved or evaluated; see
    /// <see cref="StepGuard.CheckWeights"/>. Null where all is well, and where recovery is not switched on.
    /// </summary>
    /// <exception cref="TrainingHaltedException">The training went back too often.</exception>
    public StepRecord? CheckWeights()
    {
        if (_halted is not null)
            return null;
        var player = _back?.Last ?? _last;
        return Done(player, () => _guards[player].CheckWeights());
    }

    /// <summary>Writes all that the guards remember.</summary>
    public void Save(Stream to)
    {
        using var writer = new BinaryWriter(to, System.Text.Encoding.UTF8, leaveOpen: true);
        writer.Write(_records.Step);
        foreach (var (name, guard) in _guards)
        {
            using var state = new MemoryStream();
            guard.Save(state);
            writer.Write(name);
            writer.Write((int)state.Length);
            writer.Write(state.ToArray());
        }
    }

    /// <summary>Restores what <see cref="Save"/> wrote, for the same players.</summary>
    /// <exception cref="FormatException">It is damaged, or of other players.</exception>
    public void Load(Stream from)
    {
        using var reader = new BinaryReader(from, System.Text.Encoding.UTF8, leaveOpen: true);
        try
        {
            var step = reader.ReadInt64();
            List<(StepGuard Guard, byte[] State)> states = [];
            foreach (var (name, guard) in _guards)
            {
                if (reader.ReadString() is var written && written != name)
                    throw new FormatException($"The state is of a player '{written}' where '{name}' was expected: build the same players.");
                var length = reader.ReadInt32();
                states.Add((guard, reader.ReadBytes(Math.Max(0, length)) is var state && state.Length == length ? state : throw Damaged()));
            }

            foreach (var (guard, state) in states)
                guard.Load(new MemoryStream(state, writable: false));
            _records.Step = step;
        }
        catch (EndOfStreamException)
        {
            throw Damaged();
        }
    }

    /// <summary>Releases the guards and the sinks; models and optimizers stay the caller's.</summary>
    public void Dispose()
    {
        foreach (var guard in _guards.Values)
            guard.Dispose();
        _back?.Dispose();
        _records.Dispose();
    }

    private StepRecord? Done(string player, Func<StepRecord?> step)
    {
        _records.Undone = _back?.Undone ?? 0;
        try
        {
            return step();
        }
        catch (TrainingHaltedException)
        {
            _halted = player;
            throw;
        }
    }

    private StepGuard Guard(Player player, GuardOptions options) =>
        options.Recovery is not null
            ? throw Refused($"{nameof(GuardOptions.Recovery)} would take one player back and leave the others: hand it to For")
        : options.Sinks.Count > 0 ? throw Refused("sinks belong to all players together: hand them to For")
        : _back is not null && options.Mode != GuardMode.Act ? throw Refused("a guard that does not act cannot go back with the others")
        : _back is not null && options.Collective.Size > 1 ? throw Refused("several ranks cannot go back together under a joint guard yet")
        : StepGuard.For(
            player.Model,
            player.Optimizer,
            options with
            {
                Sinks = [_records.Of(player.Name)],
                Recovery = _back?.Options,
                Together = _back,
            }
        );

    private static ArgumentException Refused(string why) => new($"The options of a joint guard are refused: {why}.");

    private static FormatException Damaged() => new("This is not the state of a joint guard: it is cut short. Start from an earlier one.");
}

/// <summary>One of those that train together.</summary>
/// <param name="Name">Before the names of its parameters, such as <c>critic</c>.</param>
/// <param name="Model">What learns.</param>
/// <param name="Optimizer">What trains it, or a part of it.</param>
public sealed record Player(string Name, nn.Module Model, optim.Optimizer Optimizer);
