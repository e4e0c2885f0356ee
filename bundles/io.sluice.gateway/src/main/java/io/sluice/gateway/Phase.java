/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

/** What a client's connection is busy with. */
enum Phase {
    /** No request. */
    IDLE,
    /** It is not known yet what becomes of the request. */
    DECIDING,
    /** The gateway reads its body itself. */
    COLLECTING,
    /** A connection to Felix HTTP is on its way. */
    DIALLING,
    /** Its body goes to the servlet. */
    RELAYING,
    /** All of it is passed on, the answer is not complete. */
    ANSWERING,
    /** Bare bytes in both directions. */
    TUNNEL,
    /** What comes is thrown away until the client has read the last answer. */
    LINGERING
}
