using Parquet;
using Parquet.Schema;

namespace Ballast.Cli;

/// <summary>
/// The steps of a run as Parquet, for pandas, DuckDB and the like: a column for each number, and <c>gradient_norm/NAME</c> and
/// <c>weight_norm/NAME</c> for each parameter. NaN stays NaN; null is what was not recorded.
/// </summary>
internal static class RunParquet
{
    private const int Rows = 16_384; // of a group, which is held in memory

    public static async Task WriteAsync(RunFile run, Stream to)
    {
        var names = run.Parameters().Select(parameter => parameter.Name).ToArray();
        DataField step = new DataField<long>("step"),
            verdict = new DataField<string>("verdict"),
            reason = new DataField<string>("reason"),
            overruled = new DataField<bool>("overruled"),
            nonFinite = new DataField<long>("non_finite"),
            capped = new DataField<int>("capped");
        (DataField Field, Func<RunStep, double> Of)[] numbers =
        [
            (new DataField<double>("seconds"), it => it.At.TotalSeconds),
            (new DataField<double>("loss"), it => it.Loss),
            (new DataField<double>("accuracy"), it => it.Accuracy),
            (new DataField<double>("gradient_norm"), it => it.GradientNorm),
            (new DataField<double>("scale"), it => it.Scale),
            (new DataField<double>("learning_rate"), it => it.LearningRate),
            (new DataField<double>("loss_scale"), it => it.LossScale),
            (new DataField<double>("update_ratio"), it => it.UpdateRatio),
            (new DataField<double>("guard_seconds"), it => it.Elapsed.TotalSeconds),
        ];
        (DataField Field, int Parameter, Func<RunStep, IReadOnlyList<float>> Of)[] layers =
        [
            .. names.Select(
                (name, i) => (Field(name, "gradient_norm"), i, (Func<RunStep, IReadOnlyList<float>>)(it => it.Parameters.GradientNorms))
            ),
            .. names.Select(
                (name, i) => (Field(name, "weight_norm"), i, (Func<RunStep, IReadOnlyList<float>>)(it => it.Parameters.WeightNorms))
            ),
        ];
        DataField[] fields =
        [
            step,
            .. numbers.Select(number => number.Field),
            nonFinite,
            verdict,
            overruled,
            capped,
            reason,
            .. layers.Select(layer => layer.Field),
        ];
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields.Cast<Field>()), to).ConfigureAwait(false);
        foreach (var group in run.Steps(statistics: true).Chunk(Rows))
        {
            using var rows = writer.CreateRowGroup();
            await rows.WriteAsync<long>(step, Column(it => it.Step)).ConfigureAwait(false);
            foreach (var (field, of) in numbers)
                await rows.WriteAsync<double>(field, Column(of)).ConfigureAwait(false);
            await rows.WriteAsync<long>(nonFinite, Column(it => it.NonFinite)).ConfigureAwait(false);
            await rows.WriteAsync(verdict, group.Select(it => it.Verdict.ToString().ToLowerInvariant()).ToArray()).ConfigureAwait(false);
            await rows.WriteAsync<bool>(overruled, Column(it => it.Overruled)).ConfigureAwait(false);
            await rows.WriteAsync<int>(capped, Column(it => it.Capped)).ConfigureAwait(false);
            await rows.WriteAsync(reason, group.Select(it => it.Reason).ToArray()).ConfigureAwait(false);
            foreach (var (field, parameter, of) in layers)
                await rows.WriteAsync<float>(
                        field,
                        NullableColumn(it => of(it) is var list && parameter < list.Count ? list[parameter] : null)
                    )
                    .ConfigureAwait(false);

            ReadOnlyMemory<T> Column<T>(Func<RunStep, T> of) => Array.ConvertAll(group, it => of(it));

            ReadOnlyMemory<float?> NullableColumn(Func<RunStep, float?> of) => Array.ConvertAll(group, it => of(it));
        }
    }

    private static DataField<float?> Field(string name, string what) => new($"{what}/{name}");
}
