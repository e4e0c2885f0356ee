/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.go2rtc;

import io.sluice.api.net.Listeners;
import io.sluice.api.stream.StreamRegistry;
import io.sluice.rest.change.ConfigDoor;
import io.sluice.rest.change.Definitions;
import io.sluice.rest.http.Router;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All of go2rtc's calls that exist here. */
public final class Go2rtc {
    private Go2rtc() {}

    /** @param version ours, for people */
    public static Router router(
            StreamRegistry registry, ConfigDoor config, Supplier<@Nullable Listeners> listeners, String version) {
        var definitions = new Definitions(config);
        var router = new Router();
        new ServerCalls(registry, config, listeners, version).addTo(router);
        new StreamCalls(registry, definitions).addTo(router);
        new PreloadCalls(definitions).addTo(router);
        new ConfigCalls(config).addTo(router);
        return router;
    }
}
