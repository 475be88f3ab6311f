<?php
// Throwable can't be implemented by a class that is no Exception.
echo "before\n";
class MyThrowable implements Throwable {
}
echo "never\n";
