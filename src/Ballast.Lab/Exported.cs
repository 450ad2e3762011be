using System.Reflection;

namespace Ballast.Lab;

/// <summary>Trainings that another library brings: its public classes of a kind that can be made without arguments.</summary>
internal static class Exported
{
    /// <exception cref="ArgumentException">There is none.</exception>
    /// <exception cref="ScenarioException">A constructor throws, or a name is none or there twice.</exception>
    public static T[] Of<T>(Assembly assembly)
        where T : Training
    {
        ArgumentNullException.ThrowIfNull(assembly);
        T[] found =
        [
            .. from type in assembly.GetExportedTypes()
            where type.IsSubclassOf(typeof(T)) && !type.IsAbstract && type.GetConstructor([]) is not null
            orderby type.FullName
            select Make<T>(type),
        ];
        return found.Length > 0
            ? Distinct(found)
            : throw new ArgumentException(
                $"{assembly.GetName().Name} has no public class that derives from {typeof(T).Name} and has a constructor "
                    + "without parameters.",
                nameof(assembly)
            );
    }

    /// <exception cref="ScenarioException">Two have one name.</exception>
    internal static T[] Distinct<T>(T[] found)
        where T : Training =>
        found.GroupBy(training => training.Name).FirstOrDefault(same => same.Count() > 1) is { } twice
            ? throw new ScenarioException(
                twice.First(),
                $"{twice.Last().GetType().FullName} has the same name '{twice.Key}', and results are kept under names: rename one."
            )
            : found;

    private static T Make<T>(Type type)
        where T : Training
    {
        try
        {
            var training = (T)Activator.CreateInstance(type)!;
            if (training.Name is not { Length: > 0 } name || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
                throw new ScenarioException(
                    training,
                    $"its name is '{training.Name}', but names are of letters, digits, '_' and '-', since results are kept under them."
                );
            return training;
        }
        catch (TargetInvocationException fault)
        {
            throw new ScenarioException(type, "its constructor", fault.InnerException ?? fault);
        }
    }
}
