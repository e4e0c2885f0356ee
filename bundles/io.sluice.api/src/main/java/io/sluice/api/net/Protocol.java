/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.net;

import io.sluice.api.stream.Handover;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A wire protocol's server side, registered as an OSGi service. While the service is there {@code io.sluice.net}
 * listens at its address and hands it every connection; when it goes, or its address changes, the port is free at once
 * and its connections are closed.
 *
 * <p>One that {@linkplain #HANDS_OVER hands over} may be replaced while it serves: when its service goes, the port
 * stays open, its connections are kept, and who connects waits, for {@code tuning.handover} at most. A service of the
 * same name and address that comes meanwhile gets all of them.
 */
@ConsumerType
public interface Protocol {
    /** Service property: short name, for example {@code rtsp}. */
    String NAME = "sluice.protocol";

    /** Service property: {@code host:port} to listen at; empty: do not listen. */
    String LISTEN = "listen";

    /** Service property: {@code true} when connections are to wait for the next version of this protocol. */
    String HANDS_OVER = "handover";

    /**
     * A connection was accepted. Called on the connection's loop; must not block.
     *
     * @return takes what comes
     */
    ConnectionHandler accepted(Connection connection);

    /**
     * A connection goes on that an earlier version served; what that one attached is still attached. Called on the
     * connection's loop; must not block.
     *
     * @param state what {@link ConnectionHandler#handOver} gave, of whatever version
     * @return null when this version cannot go on from it: the connection is closed
     */
    default @Nullable ConnectionHandler adopt(Connection connection, Handover state) {
        return null;
    }
}
