<?php
// A destructor stores $this: the object lives on, and its destructor does not run again.
class Phoenix {
    public $n = 0;
    public static $kept = [];
    function __destruct() {
        $this->n++;
        echo "destructor {$this->n}\n";
        self::$kept[] = $this;
    }
}
$p = new Phoenix;
$id = spl_object_id($p);
$p = null;
$q = Phoenix::$kept[0];
var_dump(spl_object_id($q) == $id, $q->n);
Phoenix::$kept = [];
$q = null;
echo "freed silently\n";
$fresh = new Phoenix;
var_dump(spl_object_id($fresh) == $id);
$fresh->n = 10;
