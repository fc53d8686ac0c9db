/** Tests of cutting journals: what is left decodes as before. */
package dev.pcfstap.extract;
