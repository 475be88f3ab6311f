<?php
// An exception stored in an object that its own trace holds as an argument is a cycle.
class H {
    public $error;
    function work($self) {
        try {
            $this->fail($self);
        } catch (Exception $e) {
            $this->error = $e;
        }
    }
    private function fail($arg) { throw new Exception("kept"); }
    function __destruct() { echo "H destroyed\n"; }
}
$h = new H;
$h->work($h);
echo count($h->error->getTrace()), "\n";
$h = null;
echo "not yet\n";
gc_collect_cycles();
echo "now\n";
function loop() {
    try {
        throw new Exception("own cycle");
    } catch (Exception $e) {
        @$e->me = $e;
    }
    return get_class($e);
}
echo loop(), "\n";
gc_collect_cycles();
