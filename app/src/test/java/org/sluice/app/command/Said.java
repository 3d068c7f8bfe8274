package org.sluice.app.command;

/** What a command said. */
record Said(int status, String out, String err) {}
