@echo off
rem Builds the tool if anything changed and runs it.
dotnet build "%~dp0src\Ballast.Cli" -c Release --nologo -v quiet -tl:off "-clp:ErrorsOnly;NoSummary" 1>&2 || exit /b 1
dotnet "%~dp0src\Ballast.Cli\bin\Release\net10.0\Ballast.Cli.dll" %*
