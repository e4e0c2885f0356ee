/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Connections and UDP sockets without the network library behind them: what a protocol or driver implements and gets.
 */
@NullMarked
@Export
@Version("1.0.0")
package io.sluice.api.net;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
