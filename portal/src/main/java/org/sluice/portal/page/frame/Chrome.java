package org.sluice.portal.page.frame;

import org.sluice.core.administration.Actor;
import org.sluice.portal.look.Assets;

/**
 * The frame around a sheet.
 *
 * @param warning what everybody is to be told; empty for nothing
 * @param mayTurn whether this administrator may turn the audit log on
 * @param plots whether the sheet has any
 * @param live where news come from; empty for nowhere
 * @param note what became of the act before; empty for nothing
 */
public record Chrome(
    String title,
    Place place,
    Actor actor,
    String warning,
    String note,
    boolean mayTurn,
    boolean plots,
    String live,
    Assets assets) {}
