@org.jspecify.annotations.NullMarked
package dev.pcfstap.compact;
