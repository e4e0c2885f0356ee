/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.console;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.wiring.FrameworkWiring;

/** Bundles with a name and a state; none waits to be wired anew. */
final class FakeFramework {
    private final Map<Long, Bundle> bundles = new TreeMap<>();
    private final BundleContext context = fake(
            BundleContext.class,
            (name, arguments) ->
                    name.equals("getBundle") ? bundles.get(arguments == null ? 0L : (Long) arguments[0]) : null);

    FakeFramework() {
        bundle(0, "system.bundle");
    }

    BundleContext context() {
        return context;
    }

    void bundle(long id, String symbolicName) {
        FrameworkWiring wiring = fake(FrameworkWiring.class, (name, arguments) -> List.of());
        bundles.put(id, fake(Bundle.class, (name, arguments) -> switch (name) {
            case "getSymbolicName" -> symbolicName;
            case "getBundleContext" -> context;
            case "getHeaders" -> FrameworkUtil.asDictionary(Map.of());
            case "getState" -> Bundle.ACTIVE;
            case "adapt" -> wiring;
            default -> null;
        }));
    }

    static <T> T fake(Class<T> type, BiFunction<String, Object[], Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answers.apply(method.getName(), arguments)));
    }
}
