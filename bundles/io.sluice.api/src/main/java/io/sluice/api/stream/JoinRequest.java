/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.stream;

import java.time.Duration;
import java.util.List;

/**
 * Who wants what of a stream.
 *
 * @param wants what is wanted, in the viewer's order; not empty
 * @param protocol for people and the API, for example {@code rtsp}
 * @param remote address of the viewer, for example {@code 192.0.2.7:50123}
 * @param user name of the user, empty when nobody is logged in
 * @param session identifier of the protocol's session for the log
 * @param startTimeout how long a cold stream may take; after it the join fails or goes on with what there is
 * @param speaks it may speak to the stream too: sources that say {@code #backchannel=1} are opened for it, and it joins
 *     also where there is nothing to watch but something to speak to; it then has no matches
 */
public record JoinRequest(
        List<Want> wants,
        String protocol,
        String remote,
        String user,
        String session,
        Duration startTimeout,
        boolean speaks) {
    public JoinRequest {
        wants = List.copyOf(wants);
        if (wants.isEmpty()) {
            throw new IllegalArgumentException("nothing is wanted");
        }
    }

    /** Of somebody who only watches. */
    public JoinRequest(
            List<Want> wants, String protocol, String remote, String user, String session, Duration startTimeout) {
        this(wants, protocol, remote, user, session, startTimeout, false);
    }
}
