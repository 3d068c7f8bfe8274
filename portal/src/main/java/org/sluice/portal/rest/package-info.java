/**
 * The REST interface: resources as JSON under {@code /api/v1}, and the OpenAPI document that is
 * made from the same list.
 */
@NullMarked
package org.sluice.portal.rest;

import org.jspecify.annotations.NullMarked;
