/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.go2rtc;

import io.sluice.api.net.Listeners;
import io.sluice.api.stream.StreamRegistry;
import io.sluice.rest.change.ConfigDoor;
import io.sluice.rest.http.Access;
import io.sluice.rest.http.Answer;
import io.sluice.rest.http.Call;
import io.sluice.rest.http.Patience;
import io.sluice.rest.http.ProblemException;
import io.sluice.rest.http.Router;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /api} and {@code /api/schemes}. */
final class ServerCalls {
    /** The version of go2rtc whose HTTP API this is: its clients look at it. */
    private static final String LIKE = "1.9.14";

    private static final String RTSP = "rtsp";

    private final StreamRegistry registry;
    private final ConfigDoor config;
    private final Supplier<@Nullable Listeners> listeners;
    private final String version;

    ServerCalls(StreamRegistry registry, ConfigDoor config, Supplier<@Nullable Listeners> listeners, String version) {
        this.registry = registry;
        this.config = config;
        this.listeners = listeners;
        this.version = version;
    }

    void addTo(Router router) {
        router.on("GET", "api", Access.KNOWN, this::info).on("GET", "api/schemes", Access.KNOWN, this::schemes);
    }

    private Answer info(Call call) throws ProblemException {
        var rtsp = new LinkedHashMap<String, Object>();
        rtsp.put("listen", rtspAddress());
        String path = "***";
        String query = "video&audio";
        try {
            var document = config.document();
            if (Access.ADMIN.admits(call.identity())) {
                path = document.file().toString();
            }
            Object configured = config.tree(document).section(RTSP).get("default_query");
            query = configured == null || configured.toString().isEmpty() ? query : configured.toString();
        } catch (ProblemException unreadable) {
            // Then it is what it is without a file.
        }
        rtsp.put("default_query", query);
        String host = call.header("Host");
        var view = new LinkedHashMap<String, Object>();
        view.put("config_path", path);
        view.put("host", host == null ? "" : host);
        view.put(RTSP, rtsp);
        view.put("version", LIKE);
        view.put("sluice", Map.of("version", version, "api", "/api/v1/openapi.yaml"));
        return Answer.json(view);
    }

    private String rtspAddress() {
        Listeners there = listeners.get();
        List<Listeners.Info> all = there == null ? List.of() : there.listeners();
        return all.stream()
                .filter(info -> info.protocol().equals(RTSP))
                .map(info -> info.bound() == null ? info.address() : info.bound())
                .findFirst()
                .orElse("");
    }

    private Answer schemes(Call call) throws ProblemException {
        return Answer.json(Patience.answer(registry.drivers()).stream()
                .flatMap(driver -> driver.schemes().stream())
                .distinct()
                .sorted()
                .toList());
    }
}
