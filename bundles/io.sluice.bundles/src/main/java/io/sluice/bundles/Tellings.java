/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bundles;

import io.sluice.api.bundle.BundleEvents;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Says what becomes of bundles, in the log and through Event Admin. Any thread. */
final class Tellings {
    private static final Logger LOG = LoggerFactory.getLogger("io.sluice.bundles");
    private static final String USER = "user";

    private final Supplier<@Nullable EventAdmin> admin;

    Tellings(Supplier<@Nullable EventAdmin> admin) {
        this.admin = admin;
    }

    /** Something was done. */
    void tell(String code, String symbolicName, String text) {
        LOG.atInfo().addKeyValue("event", code).log("{}{}", text, by());
        post(code, symbolicName, text);
    }

    /** Something was refused or did not work. */
    void warn(String code, String symbolicName, String text) {
        LOG.atWarn().addKeyValue("event", code).log("{}{}", text, by());
        post(code, symbolicName, text);
    }

    /** Who asked for it, where somebody did. */
    private static String by() {
        String user = MDC.get(USER);
        return user == null || user.isEmpty() ? "" : ", by " + user;
    }

    private void post(String code, String symbolicName, String text) {
        EventAdmin events = admin.get();
        if (events == null) {
            return;
        }
        String user = MDC.get(USER);
        events.postEvent(new Event(
                BundleEvents.TOPIC,
                Map.of(
                        BundleEvents.CODE,
                        code,
                        BundleEvents.SYMBOLIC_NAME,
                        symbolicName,
                        BundleEvents.TEXT,
                        text,
                        BundleEvents.USER,
                        user == null ? "" : user)));
    }
}
