/** The rules of the modules, and the whole proxy from console to WAL. */
@NullMarked
package dev.pcfstap.proxy;

import org.jspecify.annotations.NullMarked;
