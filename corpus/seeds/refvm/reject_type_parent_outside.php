<?php // Refused, or warned of, when compiled: parent as a type outside of classes.
function f(): parent {}
