using System.Reflection;
using static TorchSharp.torch;

namespace Ballast.Cli;

/// <summary>Makes a module of the user's own from a library: a class that maps a batch to outputs, with a constructor without parameters or with (inputs, classes).</summary>
internal static class OwnModule
{
    /// <exception cref="UsageException">The file, the class or its constructor is not what it should be, or the constructor throws.</exception>
    public static nn.Module<Tensor, Tensor> Create(OwnModuleConfig config, ModelTask task)
    {
        var assembly = Load(config);
        var type = assembly.GetType(config.Type) ?? throw Wrong(config, $"there is no class {config.Type} in {Path.GetFileName(assembly.Location)}.", Suggest(config, assembly));
        if (!type.IsSubclassOf(typeof(nn.Module<Tensor, Tensor>)) || type.IsAbstract)
            throw Wrong(config, $"{config.Type} is no {(type.IsAbstract ? "class that can be made" : "module that maps one tensor to one")}.", "Derive it from TorchSharp's nn.Module<Tensor, Tensor>, sealed or at least not abstract.");
        var constructor = type.GetConstructors().Where(it => Arguments(it, task) is not null).OrderByDescending(it => it.GetParameters().Length).FirstOrDefault()
            ?? throw Wrong(config, $"{config.Type} has no public constructor that Ballast can call.", "Give it one without parameters, or with (int inputs, int classes); both may be long.");
        try
        {
            return (nn.Module<Tensor, Tensor>)constructor.Invoke(Arguments(constructor, task));
        }
        catch (TargetInvocationException fault)
        {
            throw Wrong(config, $"the constructor of {config.Type} threw {fault.InnerException!.GetType().Name}: {fault.InnerException.Message}", "Correct it, or the sizes in the configuration.");
        }
    }

    private static object[]? Arguments(ConstructorInfo constructor, ModelTask task)
    {
        var parameters = constructor.GetParameters();
        if (parameters.Any(it => it.ParameterType != typeof(int) && it.ParameterType != typeof(long))) return null;
        return parameters.Length switch
        {
            0 => [],
            2 => [.. parameters.Zip([task.Inputs, task.Outputs], (it, value) => it.ParameterType == typeof(int) ? (object)(int)value : value)],
            _ => null,
        };
    }

    private static Assembly Load(OwnModuleConfig config)
    {
        string[] tried = [.. new[] { config.Place.Line > 0 ? Path.GetDirectoryName(config.Place.Source) ?? "" : "", "" }.Select(folder => Path.GetFullPath(Path.Combine(folder, config.Assembly))).Distinct()];
        var path = tried.FirstOrDefault(File.Exists) ?? throw Wrong(config, $"there is no file {string.Join(" and no file ", tried)}.", "Build the library, and write its path from the folder of the configuration.");
        try
        {
            var assembly = Assembly.LoadFrom(path);
            assembly.GetTypes();        // here and not later: what it was built against may be missing
            return assembly;
        }
        catch (Exception fault) when (fault is IOException or BadImageFormatException or ReflectionTypeLoadException)
        {
            throw Wrong(config, $"{path} cannot be loaded: {(fault as ReflectionTypeLoadException)?.LoaderExceptions[0]?.Message ?? fault.Message}", "It must be a .NET library built against the TorchSharp of this tool.");
        }
    }

    private static string Suggest(OwnModuleConfig config, Assembly assembly)
    {
        string[] modules = [.. assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(nn.Module<Tensor, Tensor>))).Select(type => type.FullName!)];
        return modules.Length == 0 ? "It has no modules at all: derive one from nn.Module<Tensor, Tensor>."
            : $"{(Suggestion.Nearest(config.Type, modules) is { } near ? $"Did you mean '{near}'? " : "")}Modules in it: {string.Join(", ", modules.Take(10))}.";
    }

    private static UsageException Wrong(OwnModuleConfig config, string problem, string next) => new($"{config.Place}: model: {problem} {next}");
}
