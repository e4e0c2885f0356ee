/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** The one public HTTP port: who asks, whether they may, and the way to the servlets of all bundles behind it. */
@NullMarked
package io.sluice.gateway;

import org.jspecify.annotations.NullMarked;
