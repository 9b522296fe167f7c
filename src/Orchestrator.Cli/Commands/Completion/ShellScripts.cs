namespace Orchestrator.Cli.Commands.Completion;

/// <summary>
/// The scripts for the shells. Each asks the command itself what may stand at the cursor (the directive <c>[suggest:N]</c> with the line behind the
/// command's name) and leaves file names to the shell where there is nothing.
/// </summary>
internal static class ShellScripts
{
    // What is before the last colon of the word is taken off again: for bash a word begins behind it.
    private const string Bash =
        """
        # Completion of orchestrator in bash.
        _orchestrator() {
          local line=${COMP_LINE:0:COMP_POINT} word before candidate
          line=${line#*"${COMP_WORDS[0]}"}
          line=${line#"${line%%[![:space:]]*}"}
          word=${line##*[[:space:]]}
          before=
          [[ $word == *:* && $COMP_WORDBREAKS == *:* ]] && before=${word%"${word##*:}"}
          COMPREPLY=()
          while IFS= read -r candidate; do
            [[ $candidate == "$word"* ]] && COMPREPLY+=("${candidate#"$before"}")
          done < <("${COMP_WORDS[0]}" "[suggest:${#line}]" "$line" 2>/dev/null)
        }
        complete -o default -F _orchestrator orchestrator

        """;

    private const string Zsh =
        """
        #compdef orchestrator
        # Completion of orchestrator in zsh.
        _orchestrator() {
          local line="${(j: :)words[2,CURRENT]}"
          local -a candidates
          candidates=("${(@f)$("${words[1]}" "[suggest:${#line}]" "$line" 2>/dev/null)}")
          candidates=("${(@)candidates:#}")
          if (( ${#candidates} )); then compadd -- "${candidates[@]}"; else _files; fi
        }
        if [ "$funcstack[1]" = "_orchestrator" ]; then _orchestrator "$@"; else compdef _orchestrator orchestrator; fi

        """;

    private const string Fish =
        """
        # Completion of orchestrator in fish.
        function __orchestrator_complete
            set -l words (commandline -opc) (commandline -ct)
            set -l line (string join ' ' -- $words[2..-1])
            $words[1] "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c orchestrator -a '(__orchestrator_complete)'

        """;

    private const string PowerShell =
        """
        # Completion of orchestrator in PowerShell.
        Register-ArgumentCompleter -Native -CommandName orchestrator -ScriptBlock {
            param($word, $ast, $cursor)
            $name = $ast.CommandElements[0].Extent.Text
            $line = $ast.Extent.Text
            $point = $cursor - $ast.Extent.StartOffset
            if ($line.Length -lt $point) { $line = $line.PadRight($point) }
            $line = $line.Substring(0, $point).Substring($name.Length).TrimStart()
            & $name "[suggest:$($line.Length)]" $line 2>$null | Where-Object { $_ -like "$word*" } | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }

        """;

    /// <summary>The shells that there are scripts for.</summary>
    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish", "pwsh"];

    /// <summary>The script for a shell.</summary>
    public static string Of(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        "fish" => Fish,
        _ => PowerShell,
    };
}
