/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.rest.FakeRegistry;
import io.sluice.rest.change.ConfigDoor;
import io.sluice.rest.change.ConfigGuard;
import io.sluice.rest.change.Definitions;
import io.sluice.rest.change.SourcePolicy;
import io.sluice.rest.change.YamlTree;
import io.sluice.rest.http.Router;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OpenApiTest {
    @Test
    @SuppressWarnings("unchecked")
    void describesEveryRouteAndNoOther() throws Exception {
        var registry = new FakeRegistry();
        var config = new ConfigDoor(() -> null, new ConfigGuard(new SourcePolicy(s -> false, (s, a) -> null)));
        var router = new Router();
        new StreamsResource(registry, new Definitions(config)).addTo(router);
        new SessionsResource(registry).addTo(router);
        new DriversResource(registry, label -> List.of(), label -> List.of("something")).addTo(router);
        new BundlesResource(() -> null).addTo(router);
        new ConfigResource(config).addTo(router);
        new UsersResource(config).addTo(router);
        new HealthResource(() -> null).addTo(router);
        new DiagResource(null, registry, () -> null).addTo(router);
        OpenApi.addTo(router);
        var routes = new TreeSet<String>();
        router.routes().forEach(route -> routes.add("/" + route.template().replace("...", "") + " " + route.method()));
        // A servlet of its own.
        routes.add("/events GET");

        var described = new TreeSet<String>();
        YamlTree.of((Map<String, Object>) YamlTree.typed(OpenApi.text()))
                .section("paths")
                .forEach((path, methods) -> ((Map<?, ?>) methods)
                        .keySet().stream()
                                .map(method -> method.toString().toUpperCase(Locale.ROOT))
                                .filter(Set.of("GET", "PUT", "POST", "PATCH", "DELETE")::contains)
                                .forEach(method -> described.add(path + " " + method)));

        assertThat(described).isEqualTo(routes);
    }
}
