<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>Basis</name>
    <message>
        <source>Measured: recorded on this device or published with its conditions</source>
        <translation>实测：在该设备上记录，或连同条件一并公布</translation>
    </message>
    <message>
        <source>Interpolated: between measurements of the same kind</source>
        <translation>插值：介于同类测量之间</translation>
    </message>
    <message>
        <source>Modelled: computed from specifications, no measurement near</source>
        <translation>模型：由规格计算，附近没有测量</translation>
    </message>
    <message>
        <source>Assumed: rests on an input nobody measured</source>
        <translation>假设：依赖于无人测量过的输入</translation>
    </message>
</context>
<context>
    <name>Category</name>
    <message>
        <source>Cluster</source>
        <translation>集群</translation>
    </message>
    <message>
        <source>Workload</source>
        <translation>负载</translation>
    </message>
    <message>
        <source>Layout</source>
        <translation>并行布局</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Serving</source>
        <translation>推理服务</translation>
    </message>
    <message>
        <source>Economics</source>
        <translation>经济</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
</context>
<context>
    <name>Compare</name>
    <message>
        <source>Left</source>
        <translation>左</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>右</translation>
    </message>
    <message>
        <source>Right − left: %1 %2. Largest changes: %3</source>
        <translation>右 − 左：%1 %2。最大的变化：%3</translation>
    </message>
</context>
<context>
    <name>Explanation</name>
    <message>
        <source>10th to 90th percentile</source>
        <translation>第 10 至第 90 百分位</translation>
    </message>
    <message>
        <source>Formula</source>
        <translation>公式</translation>
    </message>
    <message>
        <source>Inputs</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Parts, largest first</source>
        <translation>组成部分（从大到小）</translation>
    </message>
    <message>
        <source>Uncertainty: change between P10 and P90 of each</source>
        <translation>不确定性：各输入由 P10 到 P90 的变化</translation>
    </message>
</context>
<context>
    <name>Prices</name>
    <message>
        <source>Rental price of one GPU-hour</source>
        <translation>每 GPU 小时租赁价格</translation>
    </message>
    <message>
        <source>Date of the observation</source>
        <translation>观测日期</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>单价</translation>
    </message>
    <message numerus="yes">
        <source>%n more in other currencies or without a date: below</source>
        <translation>
            <numerusform>另有 %n 条为其他货币或无日期：见下表</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Result</name>
    <message>
        <source>Part</source>
        <translation>部分</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>占比</translation>
    </message>
    <message>
        <source>Least rank</source>
        <translation>最小的 rank</translation>
    </message>
    <message>
        <source>Most rank</source>
        <translation>最大的 rank</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>Rank</translation>
    </message>
    <message>
        <source>Its stage</source>
        <translation>本级</translation>
    </message>
    <message>
        <source>Mirrored stage</source>
        <translation>镜像级</translation>
    </message>
    <message>
        <source>Overlapped</source>
        <translation>重叠</translation>
    </message>
    <message>
        <source>Lone chunks</source>
        <translation>单独的块</translation>
    </message>
    <message>
        <source>Bubble</source>
        <translation>气泡</translation>
    </message>
    <message>
        <source>Exposed communication</source>
        <translation>未掩盖通信</translation>
    </message>
    <message>
        <source>Optimizer</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>调用次数</translation>
    </message>
    <message>
        <source>Recorded mean</source>
        <translation>记录均值</translation>
    </message>
    <message>
        <source>Mean here</source>
        <translation>此处均值</translation>
    </message>
    <message>
        <source>Total here</source>
        <translation>此处合计</translation>
    </message>
    <message>
        <source>Basis</source>
        <translation>依据</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>One step on the pipeline ranks</source>
        <translation>流水线各 rank 的一步</translation>
    </message>
    <message>
        <source>Item</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>单价</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>成本</translation>
    </message>
    <message>
        <source>Where one step goes (mean over pipeline ranks)</source>
        <translation>一步的时间去向（流水线各 rank 均值）</translation>
    </message>
    <message>
        <source>Pipeline ranks</source>
        <translation>流水线各 rank</translation>
    </message>
    <message>
        <source>What the interval of the step time comes from</source>
        <translation>单步时间区间的来源</translation>
    </message>
    <message>
        <source>P10 of the input</source>
        <translation>输入的 P10</translation>
    </message>
    <message>
        <source>P90 of the input</source>
        <translation>输入的 P90</translation>
    </message>
    <message>
        <source>Rental cost</source>
        <translation>租赁成本</translation>
    </message>
    <message>
        <source>Installed GPU-hours</source>
        <translation>装机 GPU 小时</translation>
    </message>
    <message>
        <source>overlapped forward + backward</source>
        <translation>重叠的前向 + 反向</translation>
    </message>
    <message>
        <source>bubble</source>
        <translation>气泡</translation>
    </message>
    <message>
        <source>lone forward</source>
        <translation>单独的前向</translation>
    </message>
    <message>
        <source>lone backward, inputs</source>
        <translation>单独的反向（输入梯度）</translation>
    </message>
    <message>
        <source>lone backward, full</source>
        <translation>单独的反向（完整）</translation>
    </message>
    <message>
        <source>weight gradient</source>
        <translation>权重梯度</translation>
    </message>
    <message>
        <source>exposed communication</source>
        <translation>未掩盖通信</translation>
    </message>
    <message>
        <source>pipeline transfer</source>
        <translation>流水线传输</translation>
    </message>
    <message>
        <source>optimizer</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>training tokens</source>
        <translation>训练 token</translation>
    </message>
    <message>
        <source>Levelised cost of a GPU-hour</source>
        <translation>每 GPU 小时的平准化成本</translation>
    </message>
    <message>
        <source>Cash flow by year</source>
        <translation>按年现金流</translation>
    </message>
    <message>
        <source>What moves the levelised cost</source>
        <translation>影响平准化成本的因素</translation>
    </message>
    <message>
        <source>Rent or buy, by utilisation</source>
        <translation>按利用率：租用还是购买</translation>
    </message>
    <message>
        <source>Probabilities</source>
        <translation>概率</translation>
    </message>
    <message>
        <source>Over correlated markets</source>
        <translation>相关市场下的结果</translation>
    </message>
    <message>
        <source>installed</source>
        <translation>装机</translation>
    </message>
    <message>
        <source>available</source>
        <translation>可用</translation>
    </message>
    <message>
        <source>sold</source>
        <translation>售出</translation>
    </message>
    <message>
        <source>useful</source>
        <translation>有效</translation>
    </message>
    <message>
        <source>utilisation</source>
        <translation>利用率</translation>
    </message>
</context>
<context>
    <name>gui::CatalogueEdits</name>
    <message>
        <source>Enter %1</source>
        <translation>录入 %1</translation>
    </message>
    <message>
        <source>Remove %1</source>
        <translation>删除 %1</translation>
    </message>
</context>
<context>
    <name>gui::CommandModel</name>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
</context>
<context>
    <name>gui::CommandPalette</name>
    <message>
        <source>Commands</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Command, input or scenario</source>
        <translation>命令、输入或场景</translation>
    </message>
    <message>
        <source>Find a command</source>
        <translation>查找命令</translation>
    </message>
    <message>
        <source>Commands found</source>
        <translation>找到的命令</translation>
    </message>
</context>
<context>
    <name>gui::ComparePage</name>
    <message>
        <source>Only &amp;differences</source>
        <translation>仅显示差异(&amp;D)</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>Both breakdowns</source>
        <translation>两侧分解</translation>
    </message>
    <message>
        <source>&amp;Left</source>
        <translation>左侧(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Right</source>
        <translation>右侧(&amp;R)</translation>
    </message>
    <message>
        <source>Left result</source>
        <translation>左侧结果</translation>
    </message>
    <message>
        <source>Right result</source>
        <translation>右侧结果</translation>
    </message>
    <message>
        <source>Hide inputs and metrics that are equal on both sides</source>
        <translation>隐藏两侧相同的输入与指标</translation>
    </message>
    <message>
        <source>Only differences</source>
        <translation>仅显示差异</translation>
    </message>
    <message>
        <source>Results side by side</source>
        <translation>并列的结果</translation>
    </message>
    <message>
        <source>Ways to compare</source>
        <translation>对比方式</translation>
    </message>
    <message>
        <source>Two results</source>
        <translation>两个结果</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>并列对比</translation>
    </message>
    <message>
        <source>The result on the left is the base, then the current one and those kept last.</source>
        <translation>以左侧结果为基准，其后是当前结果与最近保留的结果。</translation>
    </message>
</context>
<context>
    <name>gui::DifferenceModel</name>
    <message>
        <source>Outside the P10–P90 interval of the left result</source>
        <translation>超出左侧结果的 P10–P90 区间</translation>
    </message>
    <message>
        <source>Within the P10–P90 interval of the left result</source>
        <translation>在左侧结果的 P10–P90 区间内</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>已更改</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>单位</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>左</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>右</translation>
    </message>
    <message>
        <source>Right − left</source>
        <translation>右 − 左</translation>
    </message>
    <message>
        <source>Relative</source>
        <translation>相对差</translation>
    </message>
</context>
<context>
    <name>gui::EvaluationJob</name>
    <message>
        <source>Internal error: %1</source>
        <translation>内部错误：%1</translation>
    </message>
    <message>
        <source>Internal error of an unknown kind</source>
        <translation>未知的内部错误</translation>
    </message>
</context>
<context>
    <name>gui::ExplanationDock</name>
    <message>
        <source>Explanation</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>Explanation of the selected metric</source>
        <translation>所选指标的说明</translation>
    </message>
    <message>
        <source>Select a metric to see how it came about.</source>
        <translation>选择一个指标，查看它的由来。</translation>
    </message>
</context>
<context>
    <name>gui::FactDialog</name>
    <message>
        <source>Add fact</source>
        <translation>添加数据</translation>
    </message>
    <message>
        <source>Data sheet, quotation, own measurement …</source>
        <translation>数据手册、报价、自测……</translation>
    </message>
    <message>
        <source>YYYY-MM-DD</source>
        <translation>YYYY-MM-DD</translation>
    </message>
    <message>
        <source>&amp;Subject</source>
        <translation>对象(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Property</source>
        <translation>属性(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Value</source>
        <translation>数值(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Unit</source>
        <translation>单位(&amp;U)</translation>
    </message>
    <message>
        <source>Spa&amp;rsity</source>
        <translation>稀疏性(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Direction</source>
        <translation>方向(&amp;D)</translation>
    </message>
    <message>
        <source>S&amp;ource</source>
        <translation>来源(&amp;O)</translation>
    </message>
    <message>
        <source>Da&amp;te</source>
        <translation>日期(&amp;T)</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>Property</source>
        <translation>属性</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>%1 is empty; every fact needs one.</source>
        <translation>“%1”为空；每条数据都必须填写。</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a date; write it as YYYY-MM-DD.</source>
        <translation>“%1”不是日期；请写成 YYYY-MM-DD。</translation>
    </message>
</context>
<context>
    <name>gui::FactModel</name>
    <message>
        <source>entered by the user</source>
        <translation>由用户录入</translation>
    </message>
    <message>
        <source>This value is used in simulations</source>
        <translation>仿真使用该值</translation>
    </message>
    <message>
        <source>Kept beside the preferred value</source>
        <translation>与首选值一并保留</translation>
    </message>
    <message>
        <source>%1
Editing adds a value of your own; this one is kept.</source>
        <translation>%1
编辑会添加您自己的数值；此值仍保留。</translation>
    </message>
    <message>
        <source>The value simulations use</source>
        <translation>仿真所用的数值</translation>
    </message>
    <message>
        <source>Used</source>
        <translation>采用</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>Property</source>
        <translation>属性</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>单位</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>可信度</translation>
    </message>
</context>
<context>
    <name>gui::FigureView</name>
    <message>
        <source>Copy &amp;picture</source>
        <translation>复制图片(&amp;P)</translation>
    </message>
    <message>
        <source>Copy &amp;values</source>
        <translation>复制数值(&amp;V)</translation>
    </message>
    <message>
        <source>Save as PN&amp;G…</source>
        <translation>另存为 PNG(&amp;G)…</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation>图片 (*.png)</translation>
    </message>
    <message>
        <source>Save as &amp;SVG…</source>
        <translation>另存为 SVG(&amp;S)…</translation>
    </message>
    <message>
        <source>Drawings (*.svg)</source>
        <translation>矢量图 (*.svg)</translation>
    </message>
    <message>
        <source>Save figure</source>
        <translation>保存图形</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2; choose another place</source>
        <translation>无法写入 %1：%2；请选择其他位置</translation>
    </message>
</context>
<context>
    <name>gui::GalleryDock</name>
    <message>
        <source>Gallery</source>
        <translation>示例库</translation>
    </message>
    <message>
        <source>Scenario gallery</source>
        <translation>场景示例库</translation>
    </message>
</context>
<context>
    <name>gui::GalleryModel</name>
    <message>
        <source>%1 (cannot be read)</source>
        <translation>%1（无法读取）</translation>
    </message>
    <message>
        <source>Scenario</source>
        <translation>场景</translation>
    </message>
</context>
<context>
    <name>gui::HardwarePage</name>
    <message>
        <source>Subjects</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>Facts</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Accelerators</source>
        <translation>加速器</translation>
    </message>
    <message>
        <source>Systems</source>
        <translation>系统</translation>
    </message>
    <message>
        <source>Links</source>
        <translation>链路</translation>
    </message>
    <message>
        <source>Kind of subject</source>
        <translation>对象类型</translation>
    </message>
    <message>
        <source>Which part of the database to show</source>
        <translation>显示数据库的哪一部分</translation>
    </message>
    <message>
        <source>Filter by name or vendor</source>
        <translation>按名称或厂商筛选</translation>
    </message>
    <message>
        <source>Filter subjects</source>
        <translation>筛选对象</translation>
    </message>
    <message>
        <source>Filter facts: property, value, source …</source>
        <translation>筛选数据：属性、数值、来源……</translation>
    </message>
    <message>
        <source>Filter facts</source>
        <translation>筛选数据</translation>
    </message>
    <message>
        <source>Add fact…</source>
        <translation>添加数据…</translation>
    </message>
    <message>
        <source>Add a value of your own with its source</source>
        <translation>添加您自己的数值及其来源</translation>
    </message>
    <message>
        <source>Add fact</source>
        <translation>添加数据</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Remove the selected value of your own; shipped values stay</source>
        <translation>删除所选的自有数值；随附数值保留</translation>
    </message>
    <message>
        <source>Remove own fact</source>
        <translation>删除自有数据</translation>
    </message>
    <message>
        <source>%1 of %2 facts shown · bold: your own · ✓: used in simulations</source>
        <translation>显示 %1 / %2 条 · 粗体：自有 · ✓：用于仿真</translation>
    </message>
</context>
<context>
    <name>gui::InspectorDock</name>
    <message>
        <source>Inputs</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Filter inputs</source>
        <translation>筛选输入</translation>
    </message>
    <message>
        <source>Values do not fit together: %1</source>
        <translation>数值互相矛盾：%1</translation>
    </message>
</context>
<context>
    <name>gui::MainWindow</name>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <source>Tables</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>Hardware</source>
        <translation>硬件</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>Progress of the run</source>
        <translation>运行进度</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>正在运行</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>The run failed; the figures shown belong to earlier inputs</source>
        <translation>运行失败；所示数值属于之前的输入</translation>
    </message>
    <message>
        <source>The run failed</source>
        <translation>运行失败</translation>
    </message>
    <message>
        <source>Stopped; the figures shown belong to earlier inputs</source>
        <translation>已停止；所示数值属于之前的输入</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>%1[*] – Purser</source>
        <translation>%1[*] – Purser</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>打开(&amp;O)…</translation>
    </message>
    <message>
        <source>Open a scenario</source>
        <translation>打开场景</translation>
    </message>
    <message>
        <source>&amp;Save as…</source>
        <translation>另存为(&amp;S)…</translation>
    </message>
    <message>
        <source>Save the scenario with its changes</source>
        <translation>保存场景及其更改</translation>
    </message>
    <message>
        <source>&amp;Export report…</source>
        <translation>导出报告(&amp;E)…</translation>
    </message>
    <message>
        <source>Write a report of the current result</source>
        <translation>为当前结果生成报告</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>Leave Purser</source>
        <translation>退出 Purser</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation>运行(&amp;R)</translation>
    </message>
    <message>
        <source>Run the scenario again</source>
        <translation>重新运行场景</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>停止(&amp;T)</translation>
    </message>
    <message>
        <source>Stop the run</source>
        <translation>停止运行</translation>
    </message>
    <message>
        <source>&amp;Keep for comparison</source>
        <translation>保留以对比(&amp;K)</translation>
    </message>
    <message>
        <source>Keep this result to compare others with</source>
        <translation>保留此结果，以便与其他结果对比</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Undo the last change</source>
        <translation>撤销上一步更改</translation>
    </message>
    <message>
        <source>Redo the change</source>
        <translation>重做更改</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Commands…</source>
        <translation>命令(&amp;C)…</translation>
    </message>
    <message>
        <source>Find a command, an input or a scenario by name</source>
        <translation>按名称查找命令、输入或场景</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>键盘快捷键(&amp;K)</translation>
    </message>
    <message>
        <source>List every shortcut</source>
        <translation>列出所有快捷键</translation>
    </message>
    <message>
        <source>&amp;About Purser</source>
        <translation>关于 Purser(&amp;A)</translation>
    </message>
    <message>
        <source>Version and licence</source>
        <translation>版本与许可</translation>
    </message>
    <message>
        <source>Show the page %1</source>
        <translation>显示“%1”页</translation>
    </message>
    <message>
        <source>Show or hide %1</source>
        <translation>显示或隐藏“%1”</translation>
    </message>
    <message>
        <source>Reset &amp;layout</source>
        <translation>重置布局(&amp;L)</translation>
    </message>
    <message>
        <source>Put every panel back to its place</source>
        <translation>将所有面板恢复原位</translation>
    </message>
    <message>
        <source>&amp;Full screen</source>
        <translation>全屏(&amp;F)</translation>
    </message>
    <message>
        <source>Use the whole screen, or the window again</source>
        <translation>全屏显示，或恢复窗口</translation>
    </message>
    <message>
        <source>Main tool bar</source>
        <translation>主工具栏</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>语言(&amp;L)</translation>
    </message>
    <message>
        <source>Language: %1</source>
        <translation>语言：%1</translation>
    </message>
    <message>
        <source>&amp;Colours</source>
        <translation>配色(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;System</source>
        <translation>跟随系统(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>浅色(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>深色(&amp;D)</translation>
    </message>
    <message>
        <source>Colours: %1</source>
        <translation>配色：%1</translation>
    </message>
    <message>
        <source>Open scenario</source>
        <translation>打开场景</translation>
    </message>
    <message>
        <source>Scenarios (*.yaml *.yml);;All files (*)</source>
        <translation>场景 (*.yaml *.yml);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Save scenario</source>
        <translation>保存场景</translation>
    </message>
    <message>
        <source>Scenarios (*.yaml)</source>
        <translation>场景 (*.yaml)</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2; choose another place</source>
        <translation>无法写入 %1：%2；请选择其他位置</translation>
    </message>
    <message>
        <source>Folder for the report</source>
        <translation>报告的文件夹</translation>
    </message>
    <message>
        <source>Written: %1</source>
        <translation>已写入：%1</translation>
    </message>
    <message>
        <source>Ctrl+C</source>
        <translation>Ctrl+C</translation>
    </message>
    <message>
        <source>Copy the selected rows of a table</source>
        <translation>复制表格中选中的行</translation>
    </message>
    <message>
        <source>W, S</source>
        <translation>W、S</translation>
    </message>
    <message>
        <source>Timeline: zoom in, out</source>
        <translation>时间线：放大、缩小</translation>
    </message>
    <message>
        <source>A, D</source>
        <translation>A、D</translation>
    </message>
    <message>
        <source>Timeline: pan</source>
        <translation>时间线：平移</translation>
    </message>
    <message>
        <source>F, 0</source>
        <translation>F、0</translation>
    </message>
    <message>
        <source>Timeline: fit the selection, show the whole</source>
        <translation>时间线：适配选区、显示全部</translation>
    </message>
    <message>
        <source>Ctrl+wheel, Shift+wheel</source>
        <translation>Ctrl+滚轮、Shift+滚轮</translation>
    </message>
    <message>
        <source>Timeline: zoom at the pointer, pan</source>
        <translation>时间线：以指针为中心缩放、平移</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Open %1</source>
        <translation>打开 %1</translation>
    </message>
    <message>
        <source>Input: %1</source>
        <translation>输入：%1</translation>
    </message>
    <message>
        <source>About Purser</source>
        <translation>关于 Purser</translation>
    </message>
    <message>
        <source>&lt;h3&gt;Purser %1&lt;/h3&gt;&lt;p&gt;GPU cluster capacity and cost simulator.&lt;/p&gt;&lt;p&gt;Apache License 2.0.&lt;/p&gt;</source>
        <translation>&lt;h3&gt;Purser %1&lt;/h3&gt;&lt;p&gt;GPU 集群算力与成本仿真器。&lt;/p&gt;&lt;p&gt;Apache License 2.0 许可。&lt;/p&gt;</translation>
    </message>
    <message>
        <source>&amp;Copy as command</source>
        <translation>复制为命令(&amp;C)</translation>
    </message>
    <message>
        <source>Copy the command line that gives this result</source>
        <translation>复制得到此结果的命令行</translation>
    </message>
    <message>
        <source>Restore &amp;lost changes</source>
        <translation>恢复丢失的更改(&amp;L)</translation>
    </message>
    <message>
        <source>Open the changes that were kept when Purser last ended unexpectedly</source>
        <translation>打开 Purser 上次意外结束时保留的更改</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>最近打开(&amp;R)</translation>
    </message>
    <message>
        <source>Copied: %1</source>
        <translation>已复制：%1</translation>
    </message>
    <message>
        <source>Nothing opened yet</source>
        <translation>尚未打开过</translation>
    </message>
    <message>
        <source>Purser ended unexpectedly with unsaved changes; File › Restore lost changes opens them.</source>
        <translation>Purser 上次意外结束，有未保存的更改；可通过“文件 › 恢复丢失的更改”打开。</translation>
    </message>
    <message>
        <source>Prices</source>
        <translation>价格</translation>
    </message>
</context>
<context>
    <name>gui::MessageBar</name>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Message text</source>
        <translation>消息内容</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Dismiss this message</source>
        <translation>关闭此消息</translation>
    </message>
    <message>
        <source>Dismiss message</source>
        <translation>关闭消息</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>说明</translation>
    </message>
</context>
<context>
    <name>gui::MetricModel</name>
    <message>
        <source>What is measured</source>
        <translation>衡量的内容</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Median of the prediction</source>
        <translation>预测的中位数</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>单位</translation>
    </message>
    <message>
        <source>10th to 90th percentile of the prediction</source>
        <translation>预测的第 10 至第 90 百分位</translation>
    </message>
    <message>
        <source>P10 – P90</source>
        <translation>P10 – P90</translation>
    </message>
    <message>
        <source>The weakest ground the figure rests on</source>
        <translation>该数值所依赖的最弱依据</translation>
    </message>
    <message>
        <source>Basis</source>
        <translation>依据</translation>
    </message>
    <message>
        <source>The published figure for the same case</source>
        <translation>同一情形的公布值</translation>
    </message>
    <message>
        <source>Published</source>
        <translation>公布值</translation>
    </message>
    <message>
        <source>Prediction relative to the published figure</source>
        <translation>预测值相对公布值</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>偏差</translation>
    </message>
</context>
<context>
    <name>gui::ParameterEditor</name>
    <message>
        <source>Key: %1</source>
        <translation>键：%1</translation>
    </message>
    <message>
        <source>Default: %1</source>
        <translation>默认值：%1</translation>
    </message>
    <message>
        <source>Source: %1</source>
        <translation>来源：%1</translation>
    </message>
    <message>
        <source>Units: %1</source>
        <translation>单位：%1</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Back to the default</source>
        <translation>恢复默认值</translation>
    </message>
    <message>
        <source>Reset %1</source>
        <translation>重置 %1</translation>
    </message>
    <message>
        <source>number and unit, e.g. 1 %1</source>
        <translation>数字与单位，例如 1 %1</translation>
    </message>
    <message>
        <source>%1
This run: %2, from %3</source>
        <translation>%1
本次运行：%2，来自 %3</translation>
    </message>
    <message>
        <source>%1, slider</source>
        <translation>%1，滑块</translation>
    </message>
</context>
<context>
    <name>gui::PriceModel</name>
    <message numerus="yes">
        <source>%1, %n month(s)</source>
        <translation>
            <numerusform>%1，%n 个月</numerusform>
        </translation>
    </message>
    <message>
        <source>Date</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Per GPU-hour</source>
        <translation>每 GPU 小时</translation>
    </message>
    <message>
        <source>Currency</source>
        <translation>货币</translation>
    </message>
    <message>
        <source>Contract</source>
        <translation>合同</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>供应商</translation>
    </message>
    <message>
        <source>Region</source>
        <translation>地区</translation>
    </message>
    <message>
        <source>GPUs</source>
        <translation>GPU 数</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
</context>
<context>
    <name>gui::PricesPage</name>
    <message>
        <source>Price history</source>
        <translation>价格历史</translation>
    </message>
    <message>
        <source>Observations</source>
        <translation>观测记录</translation>
    </message>
    <message>
        <source>De&amp;vice</source>
        <translation>设备(&amp;V)</translation>
    </message>
    <message>
        <source>Device of the prices</source>
        <translation>价格所属设备</translation>
    </message>
    <message>
        <source>Devices with observations in the price book</source>
        <translation>价格簿中有观测记录的设备</translation>
    </message>
    <message numerus="yes">
        <source>%n observation(s)</source>
        <translation>
            <numerusform>%n 条观测</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gui::ResultPage</name>
    <message>
        <source>Metrics</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Breakdown</source>
        <translation>分解</translation>
    </message>
    <message>
        <source>Breakdown figure</source>
        <translation>分解图</translation>
    </message>
    <message>
        <source>No scenario yet</source>
        <translation>尚无场景</translation>
    </message>
    <message>
        <source>Open a scenario from the gallery, with Ctrl+O, or drop a YAML file here.</source>
        <translation>从示例库打开场景、按 Ctrl+O，或将 YAML 文件拖到此处。</translation>
    </message>
    <message>
        <source>%L1 events simulated · catalogue %2 · scenario %3</source>
        <translation>已仿真 %L1 个事件 · 目录 %2 · 场景 %3</translation>
    </message>
    <message>
        <source>Does not work: %1</source>
        <translation>不可行：%1</translation>
    </message>
    <message>
        <source>Warning: %1</source>
        <translation>警告：%1</translation>
    </message>
</context>
<context>
    <name>gui::RunModel</name>
    <message>
        <source>Current: nothing run yet</source>
        <translation>当前：尚未运行</translation>
    </message>
    <message numerus="yes">
        <source> and %n more</source>
        <translation>
            <numerusform> 等共 %n 项</numerusform>
        </translation>
    </message>
    <message>
        <source>Current: %1</source>
        <translation>当前：%1</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
</context>
<context>
    <name>gui::ScenarioDocument</name>
    <message>
        <source>Change %1</source>
        <translation>更改 %1</translation>
    </message>
</context>
<context>
    <name>gui::SideBySideModel</name>
    <message>
        <source>P10 – P90: %1</source>
        <translation>P10 – P90：%1</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>单位</translation>
    </message>
</context>
<context>
    <name>gui::SubjectModel</name>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Facts of every subject of this kind</source>
        <translation>该类型所有对象的数据</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Vendor</source>
        <translation>厂商</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>可信度</translation>
    </message>
</context>
<context>
    <name>gui::TablesPage</name>
    <message>
        <source>Breakdown table</source>
        <translation>分解表</translation>
    </message>
    <message>
        <source>&amp;Table</source>
        <translation>表格(&amp;T)</translation>
    </message>
    <message>
        <source>Which table</source>
        <translation>哪张表</translation>
    </message>
    <message>
        <source>Which table to show</source>
        <translation>显示哪张表</translation>
    </message>
    <message>
        <source>Source: %1</source>
        <translation>来源：%1</translation>
    </message>
    <message>
        <source>Figure of the table</source>
        <translation>表格的图形</translation>
    </message>
</context>
<context>
    <name>gui::TimelinePage</name>
    <message>
        <source>&amp;Timeline</source>
        <translation>时间线(&amp;T)</translation>
    </message>
    <message>
        <source>Which timeline</source>
        <translation>哪条时间线</translation>
    </message>
    <message>
        <source>Which timeline to show</source>
        <translation>显示哪条时间线</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Zoom in (W, Ctrl+wheel)</source>
        <translation>放大（W、Ctrl+滚轮）</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Zoom out (S, Ctrl+wheel)</source>
        <translation>缩小（S、Ctrl+滚轮）</translation>
    </message>
    <message>
        <source>Fit selection</source>
        <translation>适配选区</translation>
    </message>
    <message>
        <source>Fit the selected range (F)</source>
        <translation>适配选中的范围（F）</translation>
    </message>
    <message>
        <source>Show whole</source>
        <translation>显示全部</translation>
    </message>
    <message>
        <source>Show the whole timeline (0)</source>
        <translation>显示整条时间线（0）</translation>
    </message>
    <message>
        <source>Shown: %1</source>
        <translation>显示：%1</translation>
    </message>
    <message>
        <source> · Selected: %1</source>
        <translation> · 选中：%1</translation>
    </message>
    <message>
        <source>Find a kernel</source>
        <translation>查找内核</translation>
    </message>
    <message>
        <source>Enter shows the next one, Shift+Enter the previous one (Ctrl+F)</source>
        <translation>回车跳到下一个，Shift+回车跳到上一个（Ctrl+F）</translation>
    </message>
    <message numerus="yes">
        <source>%n found</source>
        <translation>
            <numerusform>找到 %n 个</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gui::TimelineView</name>
    <message>
        <source>Start %1</source>
        <translation>开始 %1</translation>
    </message>
    <message>
        <source>Duration %1</source>
        <translation>时长 %1</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <source>W and S zoom, A and D pan, F fits the selection, 0 shows the whole timeline</source>
        <translation>W、S 缩放，A、D 平移，F 适配选区，0 显示整条时间线</translation>
    </message>
    <message>
        <source>This result has no timeline of this kind.</source>
        <translation>该结果没有这种时间线。</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>GPU cluster capacity and cost simulator: the desktop program</source>
        <translation>GPU 集群算力与成本仿真器：桌面程序</translation>
    </message>
    <message>
        <source>Scenario to open</source>
        <translation>要打开的场景</translation>
    </message>
    <message>
        <source>Draw the window into &lt;file&gt; after the run and exit</source>
        <translation>运行后将窗口绘制到 &lt;file&gt; 并退出</translation>
    </message>
    <message>
        <source>Dark colours</source>
        <translation>深色配色</translation>
    </message>
    <message>
        <source>Size of the window in a screenshot</source>
        <translation>截图的窗口大小</translation>
    </message>
    <message>
        <source>Change an input after the first run; may be given several times</source>
        <translation>首次运行后更改一项输入；可多次给出</translation>
    </message>
    <message>
        <source>Language: en or zh</source>
        <translation>语言：en 或 zh</translation>
    </message>
    <message>
        <source>one scenario at a time; found %1</source>
        <translation>一次只能打开一个场景；给出了 %1 个</translation>
    </message>
    <message>
        <source>--language %1: expected en or zh</source>
        <translation>--language %1：应为 en 或 zh</translation>
    </message>
    <message>
        <source>--size %1 is not WIDTHxHEIGHT of at least 200x200</source>
        <translation>--size %1 不是至少 200x200 的 宽x高</translation>
    </message>
    <message>
        <source>Page to show: result, timeline, pipeline, tables, compare, hardware, prices</source>
        <translation>要显示的页面：result、timeline、pipeline、tables、compare、hardware、prices</translation>
    </message>
</context>
</TS>
