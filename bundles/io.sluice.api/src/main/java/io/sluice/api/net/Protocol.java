/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.net;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A wire protocol's server side, registered as an OSGi service. While the service is there {@code io.sluice.net}
 * listens at its address and hands it every connection; when it goes, or its address changes, the port is free at once
 * and its connections are closed.
 */
@ConsumerType
public interface Protocol {
    /** Service property: short name, for example {@code rtsp}. */
    String NAME = "sluice.protocol";

    /** Service property: {@code host:port} to listen at; empty: do not listen. */
    String LISTEN = "listen";

    /**
     * A connection was accepted. Called on the connection's loop; must not block.
     *
     * @return takes what comes
     */
    ConnectionHandler accepted(Connection connection);
}
