package org.sluice.app;

/** What a command said. */
public record Said(int status, String out, String err) {}
