/**
 * The trying mailbox: a next hop within the process, for somebody who has no MTA yet. Any password
 * is right, messages become files, nothing leaves the machine.
 */
@NullMarked
package org.sluice.server.mailbox;

import org.jspecify.annotations.NullMarked;
