using System.Diagnostics;
using System.Reflection;
using static TorchSharp.torch;

namespace Ballast.Cli;

/// <summary>
/// Makes a module of the user's own from a library: a class that maps a batch to outputs, with a constructor without parameters or with
/// (inputs, classes).
/// </summary>
internal static class OwnModule
{
    private static readonly HashSet<Assembly> s_loaded = []; // so that what they throw can be told from faults of Ballast's own
    private static string? s_made;

    /// <exception cref="UsageException">The file, the class or its constructor is not what it should be, or the constructor
    /// throws.</exception>
    public static nn.Module<Tensor, Tensor> Create(OwnModuleConfig config, ModelTask task)
    {
        var assembly = Load(config);
        var type = assembly.GetType(config.Type)
            ?? throw Wrong(config, $"there is no class {config.Type} in {Path.GetFileName(assembly.Location)}.", Suggest(config, assembly));
        if (!type.IsSubclassOf(typeof(nn.Module<Tensor, Tensor>)) || type.IsAbstract)
            throw Wrong(
                config,
                $"{config.Type} is no {(type.IsAbstract ? "class that can be made" : "module that maps one tensor to one")}.",
                "Derive it from TorchSharp's nn.Module<Tensor, Tensor>, sealed or at least not abstract."
            );
        var constructor = type.GetConstructors()
            .Where(it => Arguments(it, task) is not null)
            .OrderByDescending(it => it.GetParameters().Length)
            .FirstOrDefault()
            ?? throw Wrong(
                config,
                $"{config.Type} has no public constructor that Ballast can call.",
                "Give it one without parameters, or with (int inputs, int classes); both may be long."
            );
        try
        {
            var module = (nn.Module<Tensor, Tensor>)constructor.Invoke(Arguments(constructor, task));
            s_made = config.Type;
            OwnModuleWatch.Over(module, config.Type, task);
            return module;
        }
        catch (TargetInvocationException fault)
        {
            var cause = fault.GetBaseException();
            throw Wrong(
                config,
                $"the constructor of {config.Type} threw {cause.GetType().Name}: {BadInput.FirstLine(cause)}",
                "Correct it, or the sizes in the configuration."
            );
        }
    }

    /// <summary>
    /// What a module of the user's own did, if an exception is of its making: one that was thrown in its code, or that libtorch threw over
    /// what it built.
    /// </summary>
    public static string? Explain(Exception fault)
    {
        if (s_made is null)
            return null;
        var cause = fault.GetBaseException();
        if (cause is OwnModuleException)
            return cause.Message;
        if (cause is ReplacedParameterException)
            return $"model {s_made} replaced its parameters while it was trained: {BadInput.FirstLine(cause)}";
        return InModule(new StackTrace(cause, fNeedFileInfo: true)) is { } place
                ? $"model {s_made} threw {cause.GetType().Name} in {place}: "
                    + $"{BadInput.FirstLine(cause)} Correct it; nothing of Ballast's own is at fault."
            : cause is System.Runtime.InteropServices.ExternalException
                ? $"model {s_made}: libtorch cannot compute with what it returned: {BadInput.FirstLine(cause)} Correct its forward."
            : null;
    }

    /// <summary>The same of something that libtorch said before it ended the process.</summary>
    public static string? Explain(string what, StackTrace stack) =>
        s_made is not null && InModule(stack) is { } place
            ? $"model {s_made} called libtorch in {place} with what it cannot compute: "
                + $"{what} Correct it; nothing of Ballast's own is at fault."
            : null;

    // the innermost code of the user's
    private static string? InModule(StackTrace stack)
    {
        var frame = stack
            .GetFrames()
            .FirstOrDefault(frame => frame.GetMethod()?.DeclaringType?.Assembly is { } assembly && s_loaded.Contains(assembly));
        if (frame?.GetMethod() is not { } method)
            return null;
        var line = frame.GetFileName() is { } file ? $" ({Path.GetFileName(file)}, line {frame.GetFileLineNumber()})" : "";
        return $"{method.DeclaringType!.Name}.{method.Name}{line}";
    }

    private static object[]? Arguments(ConstructorInfo constructor, ModelTask task)
    {
        var parameters = constructor.GetParameters();
        if (parameters.Any(it => it.ParameterType != typeof(int) && it.ParameterType != typeof(long)))
            return null;
        return parameters.Length switch
        {
            0 => [],
            2 =>
            [
                .. parameters.Zip([task.Inputs, task.Outputs], (it, value) => it.ParameterType == typeof(int) ? (object)(int)value : value),
            ],
            _ => null,
        };
    }

    private static Assembly Load(OwnModuleConfig config)
    {
        string[] tried =
        [
            .. new[] { config.Place.Line > 0 ? Path.GetDirectoryName(config.Place.Source) ?? "" : "", "" }
                .Select(folder => Path.GetFullPath(Path.Combine(folder, config.Assembly)))
                .Distinct(),
        ];
        var path = tried.FirstOrDefault(File.Exists)
            ?? throw Wrong(
                config,
                $"there is no file {string.Join(" and no file ", tried)}.",
                "Build the library, and write its path from the folder of the configuration."
            );
        if (SpecialFile.Kind(path) is { } special)
            throw Wrong(
                config,
                $"{path} is {special}, not a library.",
                "Build the library, and write its path from the folder of the configuration."
            );
        try
        {
            var assembly = Assembly.LoadFrom(path);
            assembly.GetTypes(); // here and not later: what it was built against may be missing
            s_loaded.Add(assembly);
            return assembly;
        }
        catch (Exception fault) when (fault is IOException or BadImageFormatException or ReflectionTypeLoadException)
        {
            throw Wrong(
                config,
                $"{path} cannot be loaded: {(fault as ReflectionTypeLoadException)?.LoaderExceptions[0]?.Message ?? fault.Message}",
                "It must be a .NET library built against the TorchSharp of this tool."
            );
        }
    }

    private static string Suggest(OwnModuleConfig config, Assembly assembly)
    {
        string[] modules =
        [
            .. assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(nn.Module<Tensor, Tensor>))).Select(type => type.FullName!),
        ];
        return modules.Length == 0
            ? "It has no modules at all: derive one from nn.Module<Tensor, Tensor>."
            : $"{(Suggestion.Nearest(config.Type, modules) is { } near ? $"Did you mean '{near}'? " : "")}Modules in it: "
                + $"{string.Join(", ", modules.Take(10))}.";
    }

    private static UsageException Wrong(OwnModuleConfig config, string problem, string next) =>
        new($"{config.Place}: model: {problem} {next}");
}
