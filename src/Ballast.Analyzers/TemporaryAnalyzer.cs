using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Ballast.Analyzers;

/// <summary>
/// Marks expressions that hand a Scalar or a Tensor to TorchSharp that nothing holds while libtorch reads it (BAL001), and
/// objects of TorchSharp that do so inside (BAL002).
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TemporaryAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule.Temporary, Rule.Inside];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (LostMembers.In(start.Compilation) is not { } lost)
                return;
            start.RegisterOperationAction(
                operation => Look(operation, lost),
                OperationKind.Conversion,
                OperationKind.Invocation,
                OperationKind.Binary,
                OperationKind.CompoundAssignment,
                OperationKind.PropertyReference,
                OperationKind.ObjectCreation,
                OperationKind.MethodReference
            );
        });
    }

    private static void Look(OperationAnalysisContext context, LostMembers lost)
    {
        switch (context.Operation)
        {
            case IConversionOperation { OperatorMethod: { } conversion } operation when lost.IsTorchSharp(conversion):
                if (lost.Has(conversion))
                    ReportMember(context, operation.Syntax, $"The conversion to {Text(operation.Type!)}");
                else if (lost.IsScalar(operation.Type) || (lost.IsTensor(operation.Type) && lost.IsTensor(conversion.ContainingType)))
                    LookAtFresh(context, operation, operation.Operand.Syntax, operation.Type!);
                break;
            case IInvocationOperation call when lost.IsTorchSharp(call.TargetMethod):
                if (lost.IsScalar(call.Type))
                    LookAtFresh(context, call, call.Syntax, call.Type!);
                else if (lost.Has(call.TargetMethod) && !TakesTensorsAlone(call, lost))
                    ReportMember(context, Name(call.Syntax), call.TargetMethod.Name);
                else
                    LookAtMaker(context, call.Type, lost);
                break;
            case IBinaryOperation { OperatorMethod: { } method, Syntax: BinaryExpressionSyntax { OperatorToken: var sign } }
                when lost.Has(method):
                Report(context, sign.GetLocation(), Rule.Member, $"'{sign.Text}' makes a Scalar inside");
                break;
            case ICompoundAssignmentOperation { OperatorMethod: { } method, Syntax: AssignmentExpressionSyntax { OperatorToken: var sign } }
                when lost.Has(method):
                Report(context, sign.GetLocation(), Rule.Member, $"'{sign.Text}' makes a Scalar inside");
                break;
            case IPropertyReferenceOperation operation when lost.Has(operation.Property):
                ReportMember(context, Name(operation.Syntax), operation.Property.Name);
                break;
            case IMethodReferenceOperation operation when lost.Has(operation.Method):
                ReportMember(context, Name(operation.Syntax), operation.Method.Name);
                break;
            case IObjectCreationOperation { Constructor: { } constructor } operation when lost.IsTorchSharp(constructor):
                if (lost.Has(constructor))
                    ReportMember(context, operation.Syntax, constructor.ContainingType.Name);
                else
                    LookAtMaker(context, operation.Type, lost);
                break;
        }
    }

    private static void LookAtFresh(OperationAnalysisContext context, IOperation fresh, SyntaxNode place, ITypeSymbol type)
    {
        if (type.Name == "Tensor" && Handover.IsInScope(fresh))
            return;
        if (Handover.IsHandedOver(fresh))
            Report(context, place, Rule.Number, $"'{Text(place)}' becomes a {type.Name}");
        else if (type.Name == "Scalar" && Handover.StartsLooseLocal(fresh))
            Report(context, place, Rule.Local, $"'{Text(place)}' becomes a Scalar in a local without using");
    }

    // optimizers and modules work out of the calling code's sight
    private static void LookAtMaker(OperationAnalysisContext context, ITypeSymbol? made, LostMembers lost)
    {
        if (made is not INamedTypeSymbol type || !lost.Has(type))
            return;
        var when = type.GetMembers("step").IsEmpty ? "forward pass" : "step";
        context.ReportDiagnostic(Diagnostic.Create(Rule.Inside, Name(context.Operation.Syntax).GetLocation(), type.Name, when));
    }

    // a script is handed its arguments as they are; only numbers among them become Scalars
    private static bool TakesTensorsAlone(IInvocationOperation call, LostMembers lost) =>
        call.TargetMethod.ContainingType.ContainingType?.Name == "jit"
        && call.Arguments.All(argument =>
            argument.Value switch
            {
                IArrayCreationOperation { Initializer: { } given } => given.ElementValues.All(value => IsHarmless(Bare(value).Type, lost)),
                var value => IsHarmless(Bare(value).Type, lost),
            }
        );

    private static IOperation Bare(IOperation value)
    {
        while (value is IConversionOperation { OperatorMethod: null } conversion)
            value = conversion.Operand;
        return value;
    }

    private static bool IsHarmless(ITypeSymbol? type, LostMembers lost) =>
        lost.IsTensor(type)
        || type?.SpecialType == SpecialType.System_String
        || (type is IArrayTypeSymbol array && lost.IsTensor(array.ElementType));

    private static void ReportMember(OperationAnalysisContext context, SyntaxNode place, string name) =>
        Report(context, place, Rule.Member, $"{name} makes a Scalar inside");

    private static void Report(OperationAnalysisContext context, SyntaxNode place, string kind, string what) =>
        Report(context, place.GetLocation(), kind, what);

    private static void Report(OperationAnalysisContext context, Location place, string kind, string what) =>
        context.ReportDiagnostic(
            Diagnostic.Create(Rule.Temporary, place, ImmutableDictionary<string, string?>.Empty.Add(Rule.Kind, kind), what)
        );

    // where the eye looks for a member: its name, without what it is called on
    private static SyntaxNode Name(SyntaxNode node) =>
        node switch
        {
            InvocationExpressionSyntax call => Name(call.Expression),
            MemberAccessExpressionSyntax member => member.Name,
            MemberBindingExpressionSyntax member => member.Name,
            _ => node,
        };

    private static string Text(SyntaxNode node)
    {
        var text = node.ToString();
        return text.Length > 40 ? text.Substring(0, 37) + "..." : text;
    }

    private static string Text(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
}
