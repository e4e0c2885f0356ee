/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.stream;

/** The state of a stream, and of each of its sources. */
public enum StreamState {
    /** Defined; nobody needs it. */
    IDLE,
    /** Its sources are being opened for the first time since it was idle. */
    STARTING,
    /** Everything that is wanted flows. */
    LIVE,
    /** Something that is wanted flows, something else does not. */
    DEGRADED,
    /** Connected, but nothing has come for too long. */
    STALLED,
    /** Nothing flows; sources are tried again under the retry policy. */
    RECONNECTING,
    /** Nothing flows because no installed bundle serves the scheme or a driver's program is missing. */
    WAITING_FOR_DRIVER,
    /** Nobody needs it any more; its sources are being closed. */
    STOPPING
}
