<?php
// Heredoc and nowdoc: indentation removed, interpolation, quotes, empty bodies, use in calls.
$n = "name";
$a = ["k" => ["l" => "AL"]];
echo <<<EOT
  two spaces "$n" {$a['k']['l']} \x41 \$n
back\\slash
EOT . "|\n";
echo <<<"Q"
    indented $n
      more
    less

    end\tq
    Q, "|\n";
echo <<<'N'
raw $n {$a} \n \\ '
N;
echo "\n", strlen(<<<E
E), strlen(<<<'E'
    E), "\n";
var_dump(<<<X
    a
    $n
      $n
    X);
