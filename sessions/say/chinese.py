"""Words of Chinese price pages, as the English ones that the reader knows: `输入 4元/百万tokens` is
"input 4 CNY / million tokens".

Nothing stands between Chinese words, so that the longest that is known is taken; what is not known
stays one word up to the next.
"""

from __future__ import annotations

# The English word, and what is said for it.
_WORDS = {
    "input": "输入 提示词 提示",
    "output": "输出 生成 补全",
    "cached": "缓存命中 命中缓存 缓存输入 缓存读取 缓存",
    "uncached": "缓存未命中 未命中缓存 未命中",
    "million": "百万 百萬",
    "tenthousand": "万 萬",
    "hundredmillion": "亿 億",
    "thousand": "千",
    "tokens": "词元",
    "per": "每",
    "cny": "元 人民币 圆 块",
    "usd": "美元 美金",
    "jpy": "円 日元",
    "eur": "欧元",
    "price": "价格 定价 单价 费用 售价 收费 计费",
    "hour": "小时",
    "minute": "分钟",
    "day": "天 日",
    "month": "个月 月 月租",
    "year": "年",
    "s": "秒",
    "ms": "毫秒",
    "gpu": "卡",
    "node": "节点 服务器 台 整机 机器",
    "requests": "请求 次",
    "user": "用户",
    "concurrent": "并发",
    "ttft": "首字延迟 首字时延 首包延迟 首字耗时 首token延迟 首token时延 首字",
    "throughput": "吞吐量 吞吐",
    "speed": "生成速度 输出速度 速度",
    "monthly": "包月 月付",
    "context": "上下文",
    "uptime": "可用性",
    "max": "最高 最多 最大",
    "min": "最低 最少 至少",
    "limit": "限流 限速 限制 上限",
    "free": "免费",
    "about": "约 大约",
    "and": "和 及",
    "is": "为 是",
    "the": "的 个 张 以 模型",
}
# What a number right before it is multiplied by.
THOUSANDS = {"tenthousand": 10_000, "hundredmillion": 100_000_000}
LOW = {said: word for word, listed in _WORDS.items() for said in listed.split()}
# What is Chinese, Japanese or Korean by its letters.
LETTERS = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
PATTERN = "|".join(sorted(LOW, key=len, reverse=True))


def yen_or_yuan(text: str) -> str:
    """Which currency ¥ stands for, by the letters around it: kana are Japanese, else Chinese;
    nothing where there are none.
    """
    if any("\u3040" <= letter <= "\u30ff" for letter in text) or "円" in text:
        return "JPY"
    if any("\u3400" <= letter <= "\u9fff" for letter in text):
        return "CNY"
    return ""
