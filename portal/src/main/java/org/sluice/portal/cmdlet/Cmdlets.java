package org.sluice.portal.cmdlet;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The closed list of cmdlets. It binds arguments, drives the command line and the reference. */
public final class Cmdlets {

  /** Parameters of every cmdlet. */
  public static final List<Parameter> COMMON =
      List.of(
          Parameter.present("WhatIf", "Says what would be done and changes nothing."),
          Parameter.truth("Confirm", "Accepted for scripts: the call never asks back."),
          Parameter.text("ResultSize", "The most objects to answer: a number, or Unlimited."));

  /** All cmdlets, by subject. */
  public static final List<Cmdlet> ALL =
      Stream.of(
              RestrictionCmdlets.all(),
              PolicyCmdlets.all(),
              RuleCmdlets.all(),
              InquiryCmdlets.all(),
              AlertPolicyCmdlets.all(),
              AlertCmdlets.all(),
              AuditCmdlets.all(),
              AccessCmdlets.all())
          .flatMap(List::stream)
          .toList();

  private Cmdlets() {}

  /** The cmdlet of this name, ignoring case. */
  public static Optional<Cmdlet> find(String name) {
    return ALL.stream().filter(c -> Arguments.same(c.name(), name)).findFirst();
  }
}
