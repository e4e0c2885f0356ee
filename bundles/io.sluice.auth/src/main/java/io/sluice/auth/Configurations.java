/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.auth;

import java.io.IOException;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Reads the PIDs that name users, without making those that are not there. */
final class Configurations {
    static final String AUTH = "io.sluice.auth";
    static final String API = "io.sluice.api";
    static final String RTSP = "io.sluice.rtsp";
    static final Set<String> ALL = Set.of(AUTH, API, RTSP);

    private final ConfigurationAdmin admin;

    Configurations(ConfigurationAdmin admin) {
        this.admin = admin;
    }

    /** Properties by PID; a PID that has no configuration has no properties. */
    Map<String, Map<String, Object>> read() throws IOException {
        Map<String, Map<String, Object>> read = new HashMap<>();
        for (String pid : ALL) {
            read.put(pid, read(pid));
        }
        return read;
    }

    /** Of one PID; empty when it has no configuration. */
    Map<String, Object> read(String pid) throws IOException {
        Map<String, Object> properties = new HashMap<>();
        try {
            Configuration[] found = admin.listConfigurations("(service.pid=" + pid + ")");
            Dictionary<String, Object> values = found == null ? null : found[0].getProperties();
            if (values != null) {
                values.keys().asIterator().forEachRemaining(key -> properties.put(key, values.get(key)));
            }
            return properties;
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
