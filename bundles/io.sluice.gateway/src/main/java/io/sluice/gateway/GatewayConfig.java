/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The form of the HTTP port. */
@ObjectClassDefinition(
        id = GatewayConfig.PID,
        name = "Sluice HTTP port",
        description = "User interface, API and Web Console: http://HOST:PORT/")
@interface GatewayConfig {
    String PID = "io.sluice.api";

    @AttributeDefinition(description = "Address to listen at, host:port; empty: do not listen")
    String listen() default GatewaySettings.DEFAULT_LISTEN;

    @AttributeDefinition(name = "base_path", description = "Path below which everything is, for example /sluice")
    String base__path() default "";

    @AttributeDefinition(description = "Host names besides this machine's own addresses that requests may be for")
    String[] hosts() default {};

    @AttributeDefinition(description = "Foreign origins whose pages may use the API, for example https://app.example")
    String[] origins() default {};

    @AttributeDefinition(
            name = "trusted_proxies",
            description = "Addresses or networks of reverse proxies whose X-Forwarded headers are believed")
    String[] trusted__proxies() default {};

    @AttributeDefinition(
            name = "frame_ancestors",
            description = "Who may show our pages in a frame: 'self' or origins; only ourselves unless it says so")
    String[] frame__ancestors() default {};
}
